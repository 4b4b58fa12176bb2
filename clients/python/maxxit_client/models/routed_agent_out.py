from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_venue import AgentVenue, check_agent_venue

T = TypeVar("T", bound="RoutedAgentOut")


@_attrs_define
class RoutedAgentOut:
    """Whose decisions they are.

    Attributes:
        id (UUID):
        name (str):
        venue (AgentVenue): Where an agent trades: on one venue, or on the first of several that can.
        is_multi_venue (bool):
    """

    id: UUID
    name: str
    venue: AgentVenue
    is_multi_venue: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        venue: str = self.venue

        is_multi_venue = self.is_multi_venue

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "venue": venue,
                "isMultiVenue": is_multi_venue,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        venue = check_agent_venue(d.pop("venue"))

        is_multi_venue = d.pop("isMultiVenue")

        routed_agent_out = cls(
            id=id,
            name=name,
            venue=venue,
            is_multi_venue=is_multi_venue,
        )

        routed_agent_out.additional_properties = d
        return routed_agent_out

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
