from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CtAccountOut")


@_attrs_define
class CtAccountOut:
    """An X account.

    Attributes:
        id (UUID):
        x_username (str):
        display_name (None | str):
        followers_count (int | None):
        impact_factor (None | str):
        is_active (bool):
        last_seen_at (datetime.datetime | None):
    """

    id: UUID
    x_username: str
    display_name: None | str
    followers_count: int | None
    impact_factor: None | str
    is_active: bool
    last_seen_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        x_username = self.x_username

        display_name: None | str
        display_name = self.display_name

        followers_count: int | None
        followers_count = self.followers_count

        impact_factor: None | str
        impact_factor = self.impact_factor

        is_active = self.is_active

        last_seen_at: None | str
        if isinstance(self.last_seen_at, datetime.datetime):
            last_seen_at = self.last_seen_at.isoformat()
        else:
            last_seen_at = self.last_seen_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "xUsername": x_username,
                "displayName": display_name,
                "followersCount": followers_count,
                "impactFactor": impact_factor,
                "isActive": is_active,
                "lastSeenAt": last_seen_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        x_username = d.pop("xUsername")

        def _parse_display_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        display_name = _parse_display_name(d.pop("displayName"))

        def _parse_followers_count(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        followers_count = _parse_followers_count(d.pop("followersCount"))

        def _parse_impact_factor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        impact_factor = _parse_impact_factor(d.pop("impactFactor"))

        is_active = d.pop("isActive")

        def _parse_last_seen_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_seen_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_seen_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_seen_at = _parse_last_seen_at(d.pop("lastSeenAt"))

        ct_account_out = cls(
            id=id,
            x_username=x_username,
            display_name=display_name,
            followers_count=followers_count,
            impact_factor=impact_factor,
            is_active=is_active,
            last_seen_at=last_seen_at,
        )

        ct_account_out.additional_properties = d
        return ct_account_out

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
