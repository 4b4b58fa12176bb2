from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.venue_share_out import VenueShareOut


T = TypeVar("T", bound="RoutingSumsOut")


@_attrs_define
class RoutingSumsOut:
    """What decisions came to; those that found no venue are no trades.

    Attributes:
        total_trades (int):
        venue_breakdown (list[VenueShareOut]):
        avg_routing_duration_ms (int | None):
    """

    total_trades: int
    venue_breakdown: list[VenueShareOut]
    avg_routing_duration_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_trades = self.total_trades

        venue_breakdown = []
        for venue_breakdown_item_data in self.venue_breakdown:
            venue_breakdown_item = venue_breakdown_item_data.to_dict()
            venue_breakdown.append(venue_breakdown_item)

        avg_routing_duration_ms: int | None
        avg_routing_duration_ms = self.avg_routing_duration_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "totalTrades": total_trades,
                "venueBreakdown": venue_breakdown,
                "avgRoutingDurationMs": avg_routing_duration_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.venue_share_out import VenueShareOut  # noqa: PLC0415

        d = dict(src_dict)
        total_trades = d.pop("totalTrades")

        venue_breakdown = []
        _venue_breakdown = d.pop("venueBreakdown")
        for venue_breakdown_item_data in _venue_breakdown:
            venue_breakdown_item = VenueShareOut.from_dict(venue_breakdown_item_data)

            venue_breakdown.append(venue_breakdown_item)

        def _parse_avg_routing_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        avg_routing_duration_ms = _parse_avg_routing_duration_ms(
            d.pop("avgRoutingDurationMs")
        )

        routing_sums_out = cls(
            total_trades=total_trades,
            venue_breakdown=venue_breakdown,
            avg_routing_duration_ms=avg_routing_duration_ms,
        )

        routing_sums_out.additional_properties = d
        return routing_sums_out

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
