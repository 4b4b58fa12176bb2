from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SafeCallOut")


@_attrs_define
class SafeCallOut:
    """A call for Safe's own SDK.

    Attributes:
        to (str):
        value (str):
        data (str):
        operation (int):
    """

    to: str
    value: str
    data: str
    operation: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        to = self.to

        value = self.value

        data = self.data

        operation = self.operation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "to": to,
                "value": value,
                "data": data,
                "operation": operation,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to = d.pop("to")

        value = d.pop("value")

        data = d.pop("data")

        operation = d.pop("operation")

        safe_call_out = cls(
            to=to,
            value=value,
            data=data,
            operation=operation,
        )

        safe_call_out.additional_properties = d
        return safe_call_out

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
