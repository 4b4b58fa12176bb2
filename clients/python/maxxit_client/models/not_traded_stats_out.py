from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.reason_count_out import ReasonCountOut


T = TypeVar("T", bound="NotTradedStatsOut")


@_attrs_define
class NotTradedStatsOut:
    """All that was not traded, by reason, the commonest first.

    Attributes:
        total (int):
        by_reason (list[ReasonCountOut]):
    """

    total: int
    by_reason: list[ReasonCountOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        by_reason = []
        for by_reason_item_data in self.by_reason:
            by_reason_item = by_reason_item_data.to_dict()
            by_reason.append(by_reason_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "byReason": by_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reason_count_out import ReasonCountOut  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        by_reason = []
        _by_reason = d.pop("byReason")
        for by_reason_item_data in _by_reason:
            by_reason_item = ReasonCountOut.from_dict(by_reason_item_data)

            by_reason.append(by_reason_item)

        not_traded_stats_out = cls(
            total=total,
            by_reason=by_reason,
        )

        not_traded_stats_out.additional_properties = d
        return not_traded_stats_out

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
