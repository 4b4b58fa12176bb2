from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.created_agent_out import CreatedAgentOut
    from ..models.creator_totals_out import CreatorTotalsOut


T = TypeVar("T", bound="CreatorOut")


@_attrs_define
class CreatorOut:
    """A creator with the agents that are theirs, the best first.

    Attributes:
        wallet (str):
        totals (CreatorTotalsOut): Over all agents, deleted ones too; USDC that was accrued, whether settled or not.
        agents (list[CreatedAgentOut]):
    """

    wallet: str
    totals: CreatorTotalsOut
    agents: list[CreatedAgentOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        wallet = self.wallet

        totals = self.totals.to_dict()

        agents = []
        for agents_item_data in self.agents:
            agents_item = agents_item_data.to_dict()
            agents.append(agents_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "wallet": wallet,
                "totals": totals,
                "agents": agents,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.created_agent_out import CreatedAgentOut  # noqa: PLC0415
        from ..models.creator_totals_out import CreatorTotalsOut  # noqa: PLC0415

        d = dict(src_dict)
        wallet = d.pop("wallet")

        totals = CreatorTotalsOut.from_dict(d.pop("totals"))

        agents = []
        _agents = d.pop("agents")
        for agents_item_data in _agents:
            agents_item = CreatedAgentOut.from_dict(agents_item_data)

            agents.append(agents_item)

        creator_out = cls(
            wallet=wallet,
            totals=totals,
            agents=agents,
        )

        creator_out.additional_properties = d
        return creator_out

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
