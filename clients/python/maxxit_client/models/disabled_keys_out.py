from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DisabledKeysOut")


@_attrs_define
class DisabledKeysOut:
    """Keys that never sign again here; on the venue, the user removes them.

    Attributes:
        agent_addresses (list[str]):
        message (str):
    """

    agent_addresses: list[str]
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_addresses = self.agent_addresses

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentAddresses": agent_addresses,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_addresses = cast(list[str], d.pop("agentAddresses"))

        message = d.pop("message")

        disabled_keys_out = cls(
            agent_addresses=agent_addresses,
            message=message,
        )

        disabled_keys_out.additional_properties = d
        return disabled_keys_out

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
