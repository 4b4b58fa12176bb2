from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="InstituteCountedOut")


@_attrs_define
class InstituteCountedOut:
    """A research institute, with how many agents follow it and how many signals that gave.

    Attributes:
        id (UUID):
        name (str):
        feed (str):
        description (None | str):
        logo_url (None | str):
        website_url (None | str):
        x_handle (None | str):
        is_active (bool):
        created_at (datetime.datetime):
        agent_count (int):
        signal_count (int):
    """

    id: UUID
    name: str
    feed: str
    description: None | str
    logo_url: None | str
    website_url: None | str
    x_handle: None | str
    is_active: bool
    created_at: datetime.datetime
    agent_count: int
    signal_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        feed = self.feed

        description: None | str
        description = self.description

        logo_url: None | str
        logo_url = self.logo_url

        website_url: None | str
        website_url = self.website_url

        x_handle: None | str
        x_handle = self.x_handle

        is_active = self.is_active

        created_at = self.created_at.isoformat()

        agent_count = self.agent_count

        signal_count = self.signal_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "feed": feed,
                "description": description,
                "logoUrl": logo_url,
                "websiteUrl": website_url,
                "xHandle": x_handle,
                "isActive": is_active,
                "createdAt": created_at,
                "agentCount": agent_count,
                "signalCount": signal_count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        feed = d.pop("feed")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        def _parse_logo_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        logo_url = _parse_logo_url(d.pop("logoUrl"))

        def _parse_website_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        website_url = _parse_website_url(d.pop("websiteUrl"))

        def _parse_x_handle(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        x_handle = _parse_x_handle(d.pop("xHandle"))

        is_active = d.pop("isActive")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        agent_count = d.pop("agentCount")

        signal_count = d.pop("signalCount")

        institute_counted_out = cls(
            id=id,
            name=name,
            feed=feed,
            description=description,
            logo_url=logo_url,
            website_url=website_url,
            x_handle=x_handle,
            is_active=is_active,
            created_at=created_at,
            agent_count=agent_count,
            signal_count=signal_count,
        )

        institute_counted_out.additional_properties = d
        return institute_counted_out

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
