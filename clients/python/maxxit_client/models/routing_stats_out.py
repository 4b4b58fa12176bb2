from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.decision_out import DecisionOut
    from ..models.routed_agent_out import RoutedAgentOut
    from ..models.routing_sums_out import RoutingSumsOut
    from ..models.token_routing_out import TokenRoutingOut


T = TypeVar("T", bound="RoutingStatsOut")


@_attrs_define
class RoutingStatsOut:
    """Where an agent's trades were routed.

    Attributes:
        agent (RoutedAgentOut): Whose decisions they are.
        stats (RoutingSumsOut): What decisions came to; those that found no venue are no trades.
        token_routing (list[TokenRoutingOut]):
        recent_decisions (list[DecisionOut]):
    """

    agent: RoutedAgentOut
    stats: RoutingSumsOut
    token_routing: list[TokenRoutingOut]
    recent_decisions: list[DecisionOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent = self.agent.to_dict()

        stats = self.stats.to_dict()

        token_routing = []
        for token_routing_item_data in self.token_routing:
            token_routing_item = token_routing_item_data.to_dict()
            token_routing.append(token_routing_item)

        recent_decisions = []
        for recent_decisions_item_data in self.recent_decisions:
            recent_decisions_item = recent_decisions_item_data.to_dict()
            recent_decisions.append(recent_decisions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent": agent,
                "stats": stats,
                "tokenRouting": token_routing,
                "recentDecisions": recent_decisions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.decision_out import DecisionOut  # noqa: PLC0415
        from ..models.routed_agent_out import RoutedAgentOut  # noqa: PLC0415
        from ..models.routing_sums_out import RoutingSumsOut  # noqa: PLC0415
        from ..models.token_routing_out import TokenRoutingOut  # noqa: PLC0415

        d = dict(src_dict)
        agent = RoutedAgentOut.from_dict(d.pop("agent"))

        stats = RoutingSumsOut.from_dict(d.pop("stats"))

        token_routing = []
        _token_routing = d.pop("tokenRouting")
        for token_routing_item_data in _token_routing:
            token_routing_item = TokenRoutingOut.from_dict(token_routing_item_data)

            token_routing.append(token_routing_item)

        recent_decisions = []
        _recent_decisions = d.pop("recentDecisions")
        for recent_decisions_item_data in _recent_decisions:
            recent_decisions_item = DecisionOut.from_dict(recent_decisions_item_data)

            recent_decisions.append(recent_decisions_item)

        routing_stats_out = cls(
            agent=agent,
            stats=stats,
            token_routing=token_routing,
            recent_decisions=recent_decisions,
        )

        routing_stats_out.additional_properties = d
        return routing_stats_out

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
