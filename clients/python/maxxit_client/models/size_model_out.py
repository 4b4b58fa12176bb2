from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SizeModelOut")


@_attrs_define
class SizeModelOut:
    """How much of a balance to commit.

    Attributes:
        type_ (Literal['balance-percentage']):
        value (str):
        leverage (None | str):
    """

    type_: Literal["balance-percentage"]
    value: str
    leverage: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        value = self.value

        leverage: None | str
        leverage = self.leverage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "value": value,
                "leverage": leverage,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["balance-percentage"], d.pop("type"))
        if type_ != "balance-percentage":
            raise ValueError(
                f"type must match const 'balance-percentage', got '{type_}'"
            )

        value = d.pop("value")

        def _parse_leverage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        leverage = _parse_leverage(d.pop("leverage"))

        size_model_out = cls(
            type_=type_,
            value=value,
            leverage=leverage,
        )

        size_model_out.additional_properties = d
        return size_model_out

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
