from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BalancesOut")


@_attrs_define
class BalancesOut:
    """What a Safe has, in whole units; null where the chain did not say.

    Attributes:
        usdc (None | str):
        eth (str):
    """

    usdc: None | str
    eth: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        usdc: None | str
        usdc = self.usdc

        eth = self.eth

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "usdc": usdc,
                "eth": eth,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_usdc(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        usdc = _parse_usdc(d.pop("usdc"))

        eth = d.pop("eth")

        balances_out = cls(
            usdc=usdc,
            eth=eth,
        )

        balances_out.additional_properties = d
        return balances_out

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
