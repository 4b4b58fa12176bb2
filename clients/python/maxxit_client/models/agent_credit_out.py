from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AgentCreditOut")


@_attrs_define
class AgentCreditOut:
    """What a source's posts brought to one agent.

    Attributes:
        agent_id (UUID):
        agent_name (str):
        positions (int):
        weight (str):
        pnl (str):
    """

    agent_id: UUID
    agent_name: str
    positions: int
    weight: str
    pnl: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        positions = self.positions

        weight = self.weight

        pnl = self.pnl

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "agentName": agent_name,
                "positions": positions,
                "weight": weight,
                "pnl": pnl,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        positions = d.pop("positions")

        weight = d.pop("weight")

        pnl = d.pop("pnl")

        agent_credit_out = cls(
            agent_id=agent_id,
            agent_name=agent_name,
            positions=positions,
            weight=weight,
            pnl=pnl,
        )

        agent_credit_out.additional_properties = d
        return agent_credit_out

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
