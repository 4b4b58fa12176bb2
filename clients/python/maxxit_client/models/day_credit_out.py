from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DayCreditOut")


@_attrs_define
class DayCreditOut:
    """What a source's posts brought on one UTC day.

    Attributes:
        day (datetime.date):
        positions (int):
        weight (str):
        pnl (str):
    """

    day: datetime.date
    positions: int
    weight: str
    pnl: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day.isoformat()

        positions = self.positions

        weight = self.weight

        pnl = self.pnl

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "positions": positions,
                "weight": weight,
                "pnl": pnl,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        day = datetime.date.fromisoformat(d.pop("day"))

        positions = d.pop("positions")

        weight = d.pop("weight")

        pnl = d.pop("pnl")

        day_credit_out = cls(
            day=day,
            positions=positions,
            weight=weight,
            pnl=pnl,
        )

        day_credit_out.additional_properties = d
        return day_credit_out

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
