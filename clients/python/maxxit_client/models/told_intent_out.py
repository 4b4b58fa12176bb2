from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.order_out import OrderOut


T = TypeVar("T", bound="ToldIntentOut")


@_attrs_define
class ToldIntentOut:
    """A decision to open, or to close for a reason.

    Attributes:
        id (UUID):
        purpose (str):
        venue (str):
        symbol (str):
        side (str):
        quantity (str):
        collateral (None | str):
        leverage (str):
        reference_price (None | str):
        max_slippage (str):
        reason (None | str):
        attempt (int):
        created_at (datetime.datetime):
        expires_at (datetime.datetime | None):
        after (float | None):
        order (None | OrderOut):
    """

    id: UUID
    purpose: str
    venue: str
    symbol: str
    side: str
    quantity: str
    collateral: None | str
    leverage: str
    reference_price: None | str
    max_slippage: str
    reason: None | str
    attempt: int
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    after: float | None
    order: None | OrderOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.order_out import OrderOut  # noqa: PLC0415

        id = str(self.id)

        purpose = self.purpose

        venue = self.venue

        symbol = self.symbol

        side = self.side

        quantity = self.quantity

        collateral: None | str
        collateral = self.collateral

        leverage = self.leverage

        reference_price: None | str
        reference_price = self.reference_price

        max_slippage = self.max_slippage

        reason: None | str
        reason = self.reason

        attempt = self.attempt

        created_at = self.created_at.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        after: float | None
        after = self.after

        order: dict[str, Any] | None
        if isinstance(self.order, OrderOut):
            order = self.order.to_dict()
        else:
            order = self.order

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "purpose": purpose,
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "collateral": collateral,
                "leverage": leverage,
                "referencePrice": reference_price,
                "maxSlippage": max_slippage,
                "reason": reason,
                "attempt": attempt,
                "createdAt": created_at,
                "expiresAt": expires_at,
                "after": after,
                "order": order,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_out import OrderOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        purpose = d.pop("purpose")

        venue = d.pop("venue")

        symbol = d.pop("symbol")

        side = d.pop("side")

        quantity = d.pop("quantity")

        def _parse_collateral(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collateral = _parse_collateral(d.pop("collateral"))

        leverage = d.pop("leverage")

        def _parse_reference_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reference_price = _parse_reference_price(d.pop("referencePrice"))

        max_slippage = d.pop("maxSlippage")

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        attempt = d.pop("attempt")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expiresAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        def _parse_order(data: object) -> None | OrderOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                order_type_0 = OrderOut.from_dict(data)

                return order_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderOut, data)

        order = _parse_order(d.pop("order"))

        told_intent_out = cls(
            id=id,
            purpose=purpose,
            venue=venue,
            symbol=symbol,
            side=side,
            quantity=quantity,
            collateral=collateral,
            leverage=leverage,
            reference_price=reference_price,
            max_slippage=max_slippage,
            reason=reason,
            attempt=attempt,
            created_at=created_at,
            expires_at=expires_at,
            after=after,
            order=order,
        )

        told_intent_out.additional_properties = d
        return told_intent_out

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
