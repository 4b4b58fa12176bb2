from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.deployment_status import DeploymentStatus, check_deployment_status
from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.agent_shown import AgentShown
    from ..models.venue_setup_out import VenueSetupOut


T = TypeVar("T", bound="DeploymentOut")


@_attrs_define
class DeploymentOut:
    """An agent running on a user's wallet.

    Attributes:
        id (UUID):
        agent_id (UUID):
        agent (AgentShown): A deployment's agent; `venue` is MULTI for one that has several.
        user_wallet (str):
        safe_wallet (str):
        module_enabled (bool):
        status (DeploymentStatus):
        sub_active (bool):
        sub_started_at (datetime.datetime):
        trial_ends_at (datetime.datetime | None):
        next_billing_at (datetime.datetime | None):
        telegram_linked (bool):
        enabled_venues (list[VenueName]):
        venues (list[VenueSetupOut]):
    """

    id: UUID
    agent_id: UUID
    agent: AgentShown
    user_wallet: str
    safe_wallet: str
    module_enabled: bool
    status: DeploymentStatus
    sub_active: bool
    sub_started_at: datetime.datetime
    trial_ends_at: datetime.datetime | None
    next_billing_at: datetime.datetime | None
    telegram_linked: bool
    enabled_venues: list[VenueName]
    venues: list[VenueSetupOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agent_id = str(self.agent_id)

        agent = self.agent.to_dict()

        user_wallet = self.user_wallet

        safe_wallet = self.safe_wallet

        module_enabled = self.module_enabled

        status: str = self.status

        sub_active = self.sub_active

        sub_started_at = self.sub_started_at.isoformat()

        trial_ends_at: None | str
        if isinstance(self.trial_ends_at, datetime.datetime):
            trial_ends_at = self.trial_ends_at.isoformat()
        else:
            trial_ends_at = self.trial_ends_at

        next_billing_at: None | str
        if isinstance(self.next_billing_at, datetime.datetime):
            next_billing_at = self.next_billing_at.isoformat()
        else:
            next_billing_at = self.next_billing_at

        telegram_linked = self.telegram_linked

        enabled_venues = []
        for enabled_venues_item_data in self.enabled_venues:
            enabled_venues_item: str = enabled_venues_item_data
            enabled_venues.append(enabled_venues_item)

        venues = []
        for venues_item_data in self.venues:
            venues_item = venues_item_data.to_dict()
            venues.append(venues_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "agent": agent,
                "userWallet": user_wallet,
                "safeWallet": safe_wallet,
                "moduleEnabled": module_enabled,
                "status": status,
                "subActive": sub_active,
                "subStartedAt": sub_started_at,
                "trialEndsAt": trial_ends_at,
                "nextBillingAt": next_billing_at,
                "telegramLinked": telegram_linked,
                "enabledVenues": enabled_venues,
                "venues": venues,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_shown import AgentShown  # noqa: PLC0415
        from ..models.venue_setup_out import VenueSetupOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        agent = AgentShown.from_dict(d.pop("agent"))

        user_wallet = d.pop("userWallet")

        safe_wallet = d.pop("safeWallet")

        module_enabled = d.pop("moduleEnabled")

        status = check_deployment_status(d.pop("status"))

        sub_active = d.pop("subActive")

        sub_started_at = datetime.datetime.fromisoformat(d.pop("subStartedAt"))

        def _parse_trial_ends_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                trial_ends_at_type_0 = datetime.datetime.fromisoformat(data)

                return trial_ends_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        trial_ends_at = _parse_trial_ends_at(d.pop("trialEndsAt"))

        def _parse_next_billing_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_billing_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_billing_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_billing_at = _parse_next_billing_at(d.pop("nextBillingAt"))

        telegram_linked = d.pop("telegramLinked")

        enabled_venues = []
        _enabled_venues = d.pop("enabledVenues")
        for enabled_venues_item_data in _enabled_venues:
            enabled_venues_item = check_venue_name(enabled_venues_item_data)

            enabled_venues.append(enabled_venues_item)

        venues = []
        _venues = d.pop("venues")
        for venues_item_data in _venues:
            venues_item = VenueSetupOut.from_dict(venues_item_data)

            venues.append(venues_item)

        deployment_out = cls(
            id=id,
            agent_id=agent_id,
            agent=agent,
            user_wallet=user_wallet,
            safe_wallet=safe_wallet,
            module_enabled=module_enabled,
            status=status,
            sub_active=sub_active,
            sub_started_at=sub_started_at,
            trial_ends_at=trial_ends_at,
            next_billing_at=next_billing_at,
            telegram_linked=telegram_linked,
            enabled_venues=enabled_venues,
            venues=venues,
        )

        deployment_out.additional_properties = d
        return deployment_out

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
