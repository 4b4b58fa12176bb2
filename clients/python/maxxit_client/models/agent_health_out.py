from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.agent_health_out_deploymentsnotready import (
        AgentHealthOutDeploymentsnotready,
    )


T = TypeVar("T", bound="AgentHealthOut")


@_attrs_define
class AgentHealthOut:
    """Whether an agent can trade now; `inTheWay` is empty exactly when it can.

    Attributes:
        agent_id (UUID):
        can_trade (bool):
        in_the_way (list[str]):
        sources_active (int):
        venues_open (list[VenueName]):
        deployments_ready (int):
        deployments_not_ready (AgentHealthOutDeploymentsnotready):
    """

    agent_id: UUID
    can_trade: bool
    in_the_way: list[str]
    sources_active: int
    venues_open: list[VenueName]
    deployments_ready: int
    deployments_not_ready: AgentHealthOutDeploymentsnotready
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        can_trade = self.can_trade

        in_the_way = self.in_the_way

        sources_active = self.sources_active

        venues_open = []
        for venues_open_item_data in self.venues_open:
            venues_open_item: str = venues_open_item_data
            venues_open.append(venues_open_item)

        deployments_ready = self.deployments_ready

        deployments_not_ready = self.deployments_not_ready.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "canTrade": can_trade,
                "inTheWay": in_the_way,
                "sourcesActive": sources_active,
                "venuesOpen": venues_open,
                "deploymentsReady": deployments_ready,
                "deploymentsNotReady": deployments_not_ready,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_health_out_deploymentsnotready import (
            AgentHealthOutDeploymentsnotready,  # noqa: PLC0415
        )

        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        can_trade = d.pop("canTrade")

        in_the_way = cast(list[str], d.pop("inTheWay"))

        sources_active = d.pop("sourcesActive")

        venues_open = []
        _venues_open = d.pop("venuesOpen")
        for venues_open_item_data in _venues_open:
            venues_open_item = check_venue_name(venues_open_item_data)

            venues_open.append(venues_open_item)

        deployments_ready = d.pop("deploymentsReady")

        deployments_not_ready = AgentHealthOutDeploymentsnotready.from_dict(
            d.pop("deploymentsNotReady")
        )

        agent_health_out = cls(
            agent_id=agent_id,
            can_trade=can_trade,
            in_the_way=in_the_way,
            sources_active=sources_active,
            venues_open=venues_open,
            deployments_ready=deployments_ready,
            deployments_not_ready=deployments_not_ready,
        )

        agent_health_out.additional_properties = d
        return agent_health_out

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
