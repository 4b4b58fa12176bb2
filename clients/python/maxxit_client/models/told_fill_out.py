from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ToldFillOut")


@_attrs_define
class ToldFillOut:
    """What the venue did.

    Attributes:
        id (str):
        quantity (str):
        price (str):
        fee (str):
        filled_at (datetime.datetime):
        after (float | None):
    """

    id: str
    quantity: str
    price: str
    fee: str
    filled_at: datetime.datetime
    after: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        quantity = self.quantity

        price = self.price

        fee = self.fee

        filled_at = self.filled_at.isoformat()

        after: float | None
        after = self.after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "quantity": quantity,
                "price": price,
                "fee": fee,
                "filledAt": filled_at,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        quantity = d.pop("quantity")

        price = d.pop("price")

        fee = d.pop("fee")

        filled_at = datetime.datetime.fromisoformat(d.pop("filledAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        told_fill_out = cls(
            id=id,
            quantity=quantity,
            price=price,
            fee=fee,
            filled_at=filled_at,
            after=after,
        )

        told_fill_out.additional_properties = d
        return told_fill_out

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
