from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.setup_status import SetupStatus, check_setup_status
from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="VenueSetupOut")


@_attrs_define
class VenueSetupOut:
    """How far one venue is set up.

    Attributes:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        status (SetupStatus): What a venue still wants before a deployment trades on it.
        agent_address (None | str):
        approved (bool):
    """

    venue: VenueName
    status: SetupStatus
    agent_address: None | str
    approved: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        venue: str = self.venue

        status: str = self.status

        agent_address: None | str
        agent_address = self.agent_address

        approved = self.approved

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "venue": venue,
                "status": status,
                "agentAddress": agent_address,
                "approved": approved,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        venue = check_venue_name(d.pop("venue"))

        status = check_setup_status(d.pop("status"))

        def _parse_agent_address(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agent_address = _parse_agent_address(d.pop("agentAddress"))

        approved = d.pop("approved")

        venue_setup_out = cls(
            venue=venue,
            status=status,
            agent_address=agent_address,
            approved=approved,
        )

        venue_setup_out.additional_properties = d
        return venue_setup_out

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
