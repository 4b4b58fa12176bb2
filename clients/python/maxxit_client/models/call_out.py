from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CallOut")


@_attrs_define
class CallOut:
    """What a post says of one token.

    Attributes:
        token (str):
        direction (None | str):
        confidence (str):
        leverage (None | str):
    """

    token: str
    direction: None | str
    confidence: str
    leverage: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        direction: None | str
        direction = self.direction

        confidence = self.confidence

        leverage: None | str
        leverage = self.leverage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "token": token,
                "direction": direction,
                "confidence": confidence,
                "leverage": leverage,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        def _parse_direction(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        direction = _parse_direction(d.pop("direction"))

        confidence = d.pop("confidence")

        def _parse_leverage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        leverage = _parse_leverage(d.pop("leverage"))

        call_out = cls(
            token=token,
            direction=direction,
            confidence=confidence,
            leverage=leverage,
        )

        call_out.additional_properties = d
        return call_out

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
