from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.attempt_out import AttemptOut
    from ..models.told_event_out import ToldEventOut
    from ..models.told_fill_out import ToldFillOut


T = TypeVar("T", bound="OrderOut")


@_attrs_define
class OrderOut:
    """What a venue was asked to do.

    Attributes:
        id (UUID):
        state (str):
        quantity (str):
        filled (str):
        reject_reason (None | str):
        detail (None | str):
        created_at (datetime.datetime):
        after (float | None):
        attempts (list[AttemptOut]):
        events (list[ToldEventOut]):
        fills (list[ToldFillOut]):
    """

    id: UUID
    state: str
    quantity: str
    filled: str
    reject_reason: None | str
    detail: None | str
    created_at: datetime.datetime
    after: float | None
    attempts: list[AttemptOut]
    events: list[ToldEventOut]
    fills: list[ToldFillOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        state = self.state

        quantity = self.quantity

        filled = self.filled

        reject_reason: None | str
        reject_reason = self.reject_reason

        detail: None | str
        detail = self.detail

        created_at = self.created_at.isoformat()

        after: float | None
        after = self.after

        attempts = []
        for attempts_item_data in self.attempts:
            attempts_item = attempts_item_data.to_dict()
            attempts.append(attempts_item)

        events = []
        for events_item_data in self.events:
            events_item = events_item_data.to_dict()
            events.append(events_item)

        fills = []
        for fills_item_data in self.fills:
            fills_item = fills_item_data.to_dict()
            fills.append(fills_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "quantity": quantity,
                "filled": filled,
                "rejectReason": reject_reason,
                "detail": detail,
                "createdAt": created_at,
                "after": after,
                "attempts": attempts,
                "events": events,
                "fills": fills,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attempt_out import AttemptOut  # noqa: PLC0415
        from ..models.told_event_out import ToldEventOut  # noqa: PLC0415
        from ..models.told_fill_out import ToldFillOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = d.pop("state")

        quantity = d.pop("quantity")

        filled = d.pop("filled")

        def _parse_reject_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reject_reason = _parse_reject_reason(d.pop("rejectReason"))

        def _parse_detail(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        detail = _parse_detail(d.pop("detail"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        attempts = []
        _attempts = d.pop("attempts")
        for attempts_item_data in _attempts:
            attempts_item = AttemptOut.from_dict(attempts_item_data)

            attempts.append(attempts_item)

        events = []
        _events = d.pop("events")
        for events_item_data in _events:
            events_item = ToldEventOut.from_dict(events_item_data)

            events.append(events_item)

        fills = []
        _fills = d.pop("fills")
        for fills_item_data in _fills:
            fills_item = ToldFillOut.from_dict(fills_item_data)

            fills.append(fills_item)

        order_out = cls(
            id=id,
            state=state,
            quantity=quantity,
            filled=filled,
            reject_reason=reject_reason,
            detail=detail,
            created_at=created_at,
            after=after,
            attempts=attempts,
            events=events,
            fills=fills,
        )

        order_out.additional_properties = d
        return order_out

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
