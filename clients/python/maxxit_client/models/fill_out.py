from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.purpose import Purpose, check_purpose

T = TypeVar("T", bound="FillOut")


@_attrs_define
class FillOut:
    """What the venue did, as it reported it.

    Attributes:
        fill_id (str):
        purpose (Purpose): Whether an order adds to a position or takes from it.
        quantity (str):
        price (str):
        fee (str):
        filled_at (datetime.datetime):
    """

    fill_id: str
    purpose: Purpose
    quantity: str
    price: str
    fee: str
    filled_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fill_id = self.fill_id

        purpose: str = self.purpose

        quantity = self.quantity

        price = self.price

        fee = self.fee

        filled_at = self.filled_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fillId": fill_id,
                "purpose": purpose,
                "quantity": quantity,
                "price": price,
                "fee": fee,
                "filledAt": filled_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fill_id = d.pop("fillId")

        purpose = check_purpose(d.pop("purpose"))

        quantity = d.pop("quantity")

        price = d.pop("price")

        fee = d.pop("fee")

        filled_at = datetime.datetime.fromisoformat(d.pop("filledAt"))

        fill_out = cls(
            fill_id=fill_id,
            purpose=purpose,
            quantity=quantity,
            price=price,
            fee=fee,
            filled_at=filled_at,
        )

        fill_out.additional_properties = d
        return fill_out

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
