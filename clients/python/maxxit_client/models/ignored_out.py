from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ignore_reason import IgnoreReason, check_ignore_reason

T = TypeVar("T", bound="IgnoredOut")


@_attrs_define
class IgnoredOut:
    """Why a request became no signal.

    Attributes:
        reason (IgnoreReason): Why a post, or one call in it, became no signal for an agent.
        detail (str):
    """

    reason: IgnoreReason
    detail: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reason: str = self.reason

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reason": reason,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = check_ignore_reason(d.pop("reason"))

        detail = d.pop("detail")

        ignored_out = cls(
            reason=reason,
            detail=detail,
        )

        ignored_out.additional_properties = d
        return ignored_out

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
