from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.available_markets_out_markets import AvailableMarketsOutMarkets


T = TypeVar("T", bound="AvailableMarketsOut")


@_attrs_define
class AvailableMarketsOut:
    """What can be traded on a venue, by token.

    Attributes:
        success (bool):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        count (int):
        markets (AvailableMarketsOutMarkets):
        last_synced (datetime.datetime | None):
    """

    success: bool
    venue: VenueName
    count: int
    markets: AvailableMarketsOutMarkets
    last_synced: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        venue: str = self.venue

        count = self.count

        markets = self.markets.to_dict()

        last_synced: None | str
        if isinstance(self.last_synced, datetime.datetime):
            last_synced = self.last_synced.isoformat()
        else:
            last_synced = self.last_synced

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "venue": venue,
                "count": count,
                "markets": markets,
                "lastSynced": last_synced,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.available_markets_out_markets import AvailableMarketsOutMarkets  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        venue = check_venue_name(d.pop("venue"))

        count = d.pop("count")

        markets = AvailableMarketsOutMarkets.from_dict(d.pop("markets"))

        def _parse_last_synced(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_synced_type_0 = datetime.datetime.fromisoformat(data)

                return last_synced_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_synced = _parse_last_synced(d.pop("lastSynced"))

        available_markets_out = cls(
            success=success,
            venue=venue,
            count=count,
            markets=markets,
            last_synced=last_synced,
        )

        available_markets_out.additional_properties = d
        return available_markets_out

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
