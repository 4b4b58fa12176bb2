from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AvailableMarketOut")


@_attrs_define
class AvailableMarketOut:
    """A market as its venue last described it.

    Attributes:
        index (int | None):
        name (str):
        available (bool):
        min_position (str):
        max_leverage (str):
        group (str):
        current_price (None | str):
    """

    index: int | None
    name: str
    available: bool
    min_position: str
    max_leverage: str
    group: str
    current_price: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index: int | None
        index = self.index

        name = self.name

        available = self.available

        min_position = self.min_position

        max_leverage = self.max_leverage

        group = self.group

        current_price: None | str
        current_price = self.current_price

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "name": name,
                "available": available,
                "minPosition": min_position,
                "maxLeverage": max_leverage,
                "group": group,
                "currentPrice": current_price,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_index(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        index = _parse_index(d.pop("index"))

        name = d.pop("name")

        available = d.pop("available")

        min_position = d.pop("minPosition")

        max_leverage = d.pop("maxLeverage")

        group = d.pop("group")

        def _parse_current_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        current_price = _parse_current_price(d.pop("currentPrice"))

        available_market_out = cls(
            index=index,
            name=name,
            available=available,
            min_position=min_position,
            max_leverage=max_leverage,
            group=group,
            current_price=current_price,
        )

        available_market_out.additional_properties = d
        return available_market_out

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
