from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.strategy import Strategy, check_strategy
from ..models.venue_name import VenueName, check_venue_name
from ..types import UNSET, Unset

T = TypeVar("T", bound="VenueRoutingIn")


@_attrs_define
class VenueRoutingIn:
    """Which venues a MULTI agent asks, in which order.

    Attributes:
        venue_priority (list[VenueName]):
        routing_strategy (Strategy | Unset): How one of several venues is chosen.
    """

    venue_priority: list[VenueName]
    routing_strategy: Strategy | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        venue_priority = []
        for venue_priority_item_data in self.venue_priority:
            venue_priority_item: str = venue_priority_item_data
            venue_priority.append(venue_priority_item)

        routing_strategy: str | Unset = UNSET
        if not isinstance(self.routing_strategy, Unset):
            routing_strategy = self.routing_strategy

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "venuePriority": venue_priority,
            }
        )
        if routing_strategy is not UNSET:
            field_dict["routingStrategy"] = routing_strategy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        venue_priority = []
        _venue_priority = d.pop("venuePriority")
        for venue_priority_item_data in _venue_priority:
            venue_priority_item = check_venue_name(venue_priority_item_data)

            venue_priority.append(venue_priority_item)

        _routing_strategy = d.pop("routingStrategy", UNSET)
        routing_strategy: Strategy | Unset
        if isinstance(_routing_strategy, Unset):
            routing_strategy = UNSET
        else:
            routing_strategy = check_strategy(_routing_strategy)

        venue_routing_in = cls(
            venue_priority=venue_priority,
            routing_strategy=routing_strategy,
        )

        return venue_routing_in
