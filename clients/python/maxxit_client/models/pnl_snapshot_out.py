from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PnlSnapshotOut")


@_attrs_define
class PnlSnapshotOut:
    """What a UTC day brought, over all the agent trades for.

    Attributes:
        day (datetime.date):
        return_pct (None | str):
    """

    day: datetime.date
    return_pct: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day.isoformat()

        return_pct: None | str
        return_pct = self.return_pct

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "returnPct": return_pct,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        day = datetime.date.fromisoformat(d.pop("day"))

        def _parse_return_pct(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        return_pct = _parse_return_pct(d.pop("returnPct"))

        pnl_snapshot_out = cls(
            day=day,
            return_pct=return_pct,
        )

        pnl_snapshot_out.additional_properties = d
        return pnl_snapshot_out

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
