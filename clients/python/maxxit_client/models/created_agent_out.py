from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.agent_venue import AgentVenue, check_agent_venue

T = TypeVar("T", bound="CreatedAgentOut")


@_attrs_define
class CreatedAgentOut:
    """One agent of a creator's.

    Attributes:
        id (UUID):
        name (str):
        status (AgentStatus):
        venue (AgentVenue): Where an agent trades: on one venue, or on the first of several that can.
        apr30d (None | str):
        subscribers (int):
    """

    id: UUID
    name: str
    status: AgentStatus
    venue: AgentVenue
    apr30d: None | str
    subscribers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        status: str = self.status

        venue: str = self.venue

        apr30d: None | str
        apr30d = self.apr30d

        subscribers = self.subscribers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "status": status,
                "venue": venue,
                "apr30d": apr30d,
                "subscribers": subscribers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        status = check_agent_status(d.pop("status"))

        venue = check_agent_venue(d.pop("venue"))

        def _parse_apr30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr30d = _parse_apr30d(d.pop("apr30d"))

        subscribers = d.pop("subscribers")

        created_agent_out = cls(
            id=id,
            name=name,
            status=status,
            venue=venue,
            apr30d=apr30d,
            subscribers=subscribers,
        )

        created_agent_out.additional_properties = d
        return created_agent_out

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
