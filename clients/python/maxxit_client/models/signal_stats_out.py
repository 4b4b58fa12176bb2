from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.signal_out import SignalOut
    from ..models.venue_count_out import VenueCountOut


T = TypeVar("T", bound="SignalStatsOut")


@_attrs_define
class SignalStatsOut:
    """An agent's signals in figures.

    Attributes:
        total_signals (int):
        venue_counts (list[VenueCountOut]):
        recent_signals (list[SignalOut]):
    """

    total_signals: int
    venue_counts: list[VenueCountOut]
    recent_signals: list[SignalOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_signals = self.total_signals

        venue_counts = []
        for venue_counts_item_data in self.venue_counts:
            venue_counts_item = venue_counts_item_data.to_dict()
            venue_counts.append(venue_counts_item)

        recent_signals = []
        for recent_signals_item_data in self.recent_signals:
            recent_signals_item = recent_signals_item_data.to_dict()
            recent_signals.append(recent_signals_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "totalSignals": total_signals,
                "venueCounts": venue_counts,
                "recentSignals": recent_signals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.signal_out import SignalOut  # noqa: PLC0415
        from ..models.venue_count_out import VenueCountOut  # noqa: PLC0415

        d = dict(src_dict)
        total_signals = d.pop("totalSignals")

        venue_counts = []
        _venue_counts = d.pop("venueCounts")
        for venue_counts_item_data in _venue_counts:
            venue_counts_item = VenueCountOut.from_dict(venue_counts_item_data)

            venue_counts.append(venue_counts_item)

        recent_signals = []
        _recent_signals = d.pop("recentSignals")
        for recent_signals_item_data in _recent_signals:
            recent_signals_item = SignalOut.from_dict(recent_signals_item_data)

            recent_signals.append(recent_signals_item)

        signal_stats_out = cls(
            total_signals=total_signals,
            venue_counts=venue_counts,
            recent_signals=recent_signals,
        )

        signal_stats_out.additional_properties = d
        return signal_stats_out

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
