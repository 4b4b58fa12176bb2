from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="HorizonOut")


@_attrs_define
class HorizonOut:
    """What calls returned on average by then, after costs, as fractions.

    Attributes:
        calls (int):
        blocks (int):
        mean (str):
        low (None | str):
        high (None | str):
    """

    calls: int
    blocks: int
    mean: str
    low: None | str
    high: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        blocks = self.blocks

        mean = self.mean

        low: None | str
        low = self.low

        high: None | str
        high = self.high

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "calls": calls,
                "blocks": blocks,
                "mean": mean,
                "low": low,
                "high": high,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        calls = d.pop("calls")

        blocks = d.pop("blocks")

        mean = d.pop("mean")

        def _parse_low(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        low = _parse_low(d.pop("low"))

        def _parse_high(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        high = _parse_high(d.pop("high"))

        horizon_out = cls(
            calls=calls,
            blocks=blocks,
            mean=mean,
            low=low,
            high=high,
        )

        horizon_out.additional_properties = d
        return horizon_out

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
