from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.source_kind import SourceKind, check_source_kind

if TYPE_CHECKING:
    from ..models.agent_credit_out import AgentCreditOut
    from ..models.day_credit_out import DayCreditOut


T = TypeVar("T", bound="SourceImpactOut")


@_attrs_define
class SourceImpactOut:
    """What a source's posts brought to all agents the caller may see, in USD.

    Attributes:
        source_id (UUID):
        kind (SourceKind):
        handle (str):
        display_name (None | str):
        impact_factor (None | str):
        positions (int):
        weight (str):
        pnl (str):
        agents (list[AgentCreditOut]):
        days (list[DayCreditOut]):
    """

    source_id: UUID
    kind: SourceKind
    handle: str
    display_name: None | str
    impact_factor: None | str
    positions: int
    weight: str
    pnl: str
    agents: list[AgentCreditOut]
    days: list[DayCreditOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source_id = str(self.source_id)

        kind: str = self.kind

        handle = self.handle

        display_name: None | str
        display_name = self.display_name

        impact_factor: None | str
        impact_factor = self.impact_factor

        positions = self.positions

        weight = self.weight

        pnl = self.pnl

        agents = []
        for agents_item_data in self.agents:
            agents_item = agents_item_data.to_dict()
            agents.append(agents_item)

        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sourceId": source_id,
                "kind": kind,
                "handle": handle,
                "displayName": display_name,
                "impactFactor": impact_factor,
                "positions": positions,
                "weight": weight,
                "pnl": pnl,
                "agents": agents,
                "days": days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_credit_out import AgentCreditOut  # noqa: PLC0415
        from ..models.day_credit_out import DayCreditOut  # noqa: PLC0415

        d = dict(src_dict)
        source_id = UUID(d.pop("sourceId"))

        kind = check_source_kind(d.pop("kind"))

        handle = d.pop("handle")

        def _parse_display_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        display_name = _parse_display_name(d.pop("displayName"))

        def _parse_impact_factor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        impact_factor = _parse_impact_factor(d.pop("impactFactor"))

        positions = d.pop("positions")

        weight = d.pop("weight")

        pnl = d.pop("pnl")

        agents = []
        _agents = d.pop("agents")
        for agents_item_data in _agents:
            agents_item = AgentCreditOut.from_dict(agents_item_data)

            agents.append(agents_item)

        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = DayCreditOut.from_dict(days_item_data)

            days.append(days_item)

        source_impact_out = cls(
            source_id=source_id,
            kind=kind,
            handle=handle,
            display_name=display_name,
            impact_factor=impact_factor,
            positions=positions,
            weight=weight,
            pnl=pnl,
            agents=agents,
            days=days,
        )

        source_impact_out.additional_properties = d
        return source_impact_out

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
