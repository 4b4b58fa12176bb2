from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.exit_reason import ExitReason, check_exit_reason
from ..models.order_state import OrderState, check_order_state
from ..models.reject_reason import RejectReason, check_reject_reason

T = TypeVar("T", bound="ExitOut")


@_attrs_define
class ExitOut:
    """One try at closing a position; its order is null until there is one.

    Attributes:
        intent_id (UUID):
        reason (ExitReason): Why a position is closed.
        attempt (int):
        quantity (str):
        asked_at (datetime.datetime):
        order_id (None | UUID):
        state (None | OrderState):
        filled (None | str):
        reject_reason (None | RejectReason):
        detail (None | str):
    """

    intent_id: UUID
    reason: ExitReason
    attempt: int
    quantity: str
    asked_at: datetime.datetime
    order_id: None | UUID
    state: None | OrderState
    filled: None | str
    reject_reason: None | RejectReason
    detail: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        intent_id = str(self.intent_id)

        reason: str = self.reason

        attempt = self.attempt

        quantity = self.quantity

        asked_at = self.asked_at.isoformat()

        order_id: None | str
        if isinstance(self.order_id, UUID):
            order_id = str(self.order_id)
        else:
            order_id = self.order_id

        state: None | str
        if isinstance(self.state, str):
            state = self.state
        else:
            state = self.state

        filled: None | str
        filled = self.filled

        reject_reason: None | str
        if isinstance(self.reject_reason, str):
            reject_reason = self.reject_reason
        else:
            reject_reason = self.reject_reason

        detail: None | str
        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "intentId": intent_id,
                "reason": reason,
                "attempt": attempt,
                "quantity": quantity,
                "askedAt": asked_at,
                "orderId": order_id,
                "state": state,
                "filled": filled,
                "rejectReason": reject_reason,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        intent_id = UUID(d.pop("intentId"))

        reason = check_exit_reason(d.pop("reason"))

        attempt = d.pop("attempt")

        quantity = d.pop("quantity")

        asked_at = datetime.datetime.fromisoformat(d.pop("askedAt"))

        def _parse_order_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                order_id_type_0 = UUID(data)

                return order_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        order_id = _parse_order_id(d.pop("orderId"))

        def _parse_state(data: object) -> None | OrderState:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                state_type_0 = check_order_state(data)

                return state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderState, data)

        state = _parse_state(d.pop("state"))

        def _parse_filled(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        filled = _parse_filled(d.pop("filled"))

        def _parse_reject_reason(data: object) -> None | RejectReason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reject_reason_type_0 = check_reject_reason(data)

                return reject_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RejectReason, data)

        reject_reason = _parse_reject_reason(d.pop("rejectReason"))

        def _parse_detail(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        detail = _parse_detail(d.pop("detail"))

        exit_out = cls(
            intent_id=intent_id,
            reason=reason,
            attempt=attempt,
            quantity=quantity,
            asked_at=asked_at,
            order_id=order_id,
            state=state,
            filled=filled,
            reject_reason=reject_reason,
            detail=detail,
        )

        exit_out.additional_properties = d
        return exit_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
