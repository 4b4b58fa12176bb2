from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="SignalAgentOut")


@_attrs_define
class SignalAgentOut:
    """Whose signal it is.

    Attributes:
        id (UUID):
        name (str):
        description (None | str):
        venue (Literal['MULTI'] | VenueName):
        status (AgentStatus):
        creator_wallet (str):
    """

    id: UUID
    name: str
    description: None | str
    venue: Literal["MULTI"] | VenueName
    status: AgentStatus
    creator_wallet: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        description: None | str
        description = self.description

        venue: Literal["MULTI"] | str
        if isinstance(self.venue, str):
            venue = self.venue
        else:
            venue = self.venue

        status: str = self.status

        creator_wallet = self.creator_wallet

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "description": description,
                "venue": venue,
                "status": status,
                "creatorWallet": creator_wallet,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        def _parse_venue(data: object) -> Literal["MULTI"] | VenueName:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                venue_type_0 = check_venue_name(data)

                return venue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            venue_type_1 = cast(Literal["MULTI"], data)
            if venue_type_1 != "MULTI":
                raise ValueError(
                    f"venue_type_1 must match const 'MULTI', got '{venue_type_1}'"
                )
            return venue_type_1

        venue = _parse_venue(d.pop("venue"))

        status = check_agent_status(d.pop("status"))

        creator_wallet = d.pop("creatorWallet")

        signal_agent_out = cls(
            id=id,
            name=name,
            description=description,
            venue=venue,
            status=status,
            creator_wallet=creator_wallet,
        )

        signal_agent_out.additional_properties = d
        return signal_agent_out

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
