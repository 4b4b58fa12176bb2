from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reason_count_out_kind import (
    ReasonCountOutKind,
    check_reason_count_out_kind,
)

T = TypeVar("T", bound="ReasonCountOut")


@_attrs_define
class ReasonCountOut:
    """How often a reason was given.

    Attributes:
        kind (ReasonCountOutKind):
        reason (str):
        count (int):
    """

    kind: ReasonCountOutKind
    reason: str
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        reason = self.reason

        count = self.count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "reason": reason,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_reason_count_out_kind(d.pop("kind"))

        reason = d.pop("reason")

        count = d.pop("count")

        reason_count_out = cls(
            kind=kind,
            reason=reason,
            count=count,
        )

        reason_count_out.additional_properties = d
        return reason_count_out

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
