from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.strategy import Strategy, check_strategy
from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="VenueRoutingOut")


@_attrs_define
class VenueRoutingOut:
    """Which venues a MULTI agent asks, in which order.

    Attributes:
        agent_id (UUID):
        venue_priority (list[VenueName]):
        routing_strategy (Strategy): How one of several venues is chosen.
        failover_enabled (bool):
    """

    agent_id: UUID
    venue_priority: list[VenueName]
    routing_strategy: Strategy
    failover_enabled: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        venue_priority = []
        for venue_priority_item_data in self.venue_priority:
            venue_priority_item: str = venue_priority_item_data
            venue_priority.append(venue_priority_item)

        routing_strategy: str = self.routing_strategy

        failover_enabled = self.failover_enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "venuePriority": venue_priority,
                "routingStrategy": routing_strategy,
                "failoverEnabled": failover_enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        venue_priority = []
        _venue_priority = d.pop("venuePriority")
        for venue_priority_item_data in _venue_priority:
            venue_priority_item = check_venue_name(venue_priority_item_data)

            venue_priority.append(venue_priority_item)

        routing_strategy = check_strategy(d.pop("routingStrategy"))

        failover_enabled = d.pop("failoverEnabled")

        venue_routing_out = cls(
            agent_id=agent_id,
            venue_priority=venue_priority,
            routing_strategy=routing_strategy,
            failover_enabled=failover_enabled,
        )

        venue_routing_out.additional_properties = d
        return venue_routing_out

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
