from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.venue_name import VenueName, check_venue_name
from ..types import UNSET, Unset

T = TypeVar("T", bound="MultiIn")


@_attrs_define
class MultiIn:
    """Let an agent of several venues run on the caller's wallet.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
        enabled_venues (list[VenueName] | None | Unset):
    """

    agent_id: UUID
    user_wallet: str
    enabled_venues: list[VenueName] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        enabled_venues: list[str] | None | Unset
        if isinstance(self.enabled_venues, Unset):
            enabled_venues = UNSET
        elif isinstance(self.enabled_venues, list):
            enabled_venues = []
            for enabled_venues_type_0_item_data in self.enabled_venues:
                enabled_venues_type_0_item: str = enabled_venues_type_0_item_data
                enabled_venues.append(enabled_venues_type_0_item)

        else:
            enabled_venues = self.enabled_venues

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
            }
        )
        if enabled_venues is not UNSET:
            field_dict["enabledVenues"] = enabled_venues

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        def _parse_enabled_venues(data: object) -> list[VenueName] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                enabled_venues_type_0 = []
                _enabled_venues_type_0 = data
                for enabled_venues_type_0_item_data in _enabled_venues_type_0:
                    enabled_venues_type_0_item = check_venue_name(
                        enabled_venues_type_0_item_data
                    )

                    enabled_venues_type_0.append(enabled_venues_type_0_item)

                return enabled_venues_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[VenueName] | None | Unset, data)

        enabled_venues = _parse_enabled_venues(d.pop("enabledVenues", UNSET))

        multi_in = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
            enabled_venues=enabled_venues,
        )

        return multi_in
