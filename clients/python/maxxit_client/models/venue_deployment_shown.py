from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.deployment_status import DeploymentStatus, check_deployment_status

T = TypeVar("T", bound="VenueDeploymentShown")


@_attrs_define
class VenueDeploymentShown:
    """A deployment, and the key that trades for it on a venue.

    Attributes:
        id (UUID):
        agent_id (UUID):
        user_wallet (str):
        agent_address (str):
        status (DeploymentStatus):
    """

    id: UUID
    agent_id: UUID
    user_wallet: str
    agent_address: str
    status: DeploymentStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        agent_address = self.agent_address

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "userWallet": user_wallet,
                "agentAddress": agent_address,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        agent_address = d.pop("agentAddress")

        status = check_deployment_status(d.pop("status"))

        venue_deployment_shown = cls(
            id=id,
            agent_id=agent_id,
            user_wallet=user_wallet,
            agent_address=agent_address,
            status=status,
        )

        venue_deployment_shown.additional_properties = d
        return venue_deployment_shown

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
