from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StatsOut")


@_attrs_define
class StatsOut:
    """Counters of the whole platform; money in USD, of closed positions of known result.

    Attributes:
        public_agents (int):
        active_deployments (int):
        users (int):
        sources (int):
        open_positions (int):
        closed_positions (int):
        net_pnl (str):
        fees (str):
    """

    public_agents: int
    active_deployments: int
    users: int
    sources: int
    open_positions: int
    closed_positions: int
    net_pnl: str
    fees: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        public_agents = self.public_agents

        active_deployments = self.active_deployments

        users = self.users

        sources = self.sources

        open_positions = self.open_positions

        closed_positions = self.closed_positions

        net_pnl = self.net_pnl

        fees = self.fees

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "publicAgents": public_agents,
                "activeDeployments": active_deployments,
                "users": users,
                "sources": sources,
                "openPositions": open_positions,
                "closedPositions": closed_positions,
                "netPnl": net_pnl,
                "fees": fees,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        public_agents = d.pop("publicAgents")

        active_deployments = d.pop("activeDeployments")

        users = d.pop("users")

        sources = d.pop("sources")

        open_positions = d.pop("openPositions")

        closed_positions = d.pop("closedPositions")

        net_pnl = d.pop("netPnl")

        fees = d.pop("fees")

        stats_out = cls(
            public_agents=public_agents,
            active_deployments=active_deployments,
            users=users,
            sources=sources,
            open_positions=open_positions,
            closed_positions=closed_positions,
            net_pnl=net_pnl,
            fees=fees,
        )

        stats_out.additional_properties = d
        return stats_out

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
