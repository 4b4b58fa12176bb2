from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.deployment_status import DeploymentStatus, check_deployment_status

T = TypeVar("T", bound="SafeDeploymentShown")


@_attrs_define
class SafeDeploymentShown:
    """A deployment that trades from a Safe.

    Attributes:
        id (UUID):
        agent_id (UUID):
        agent_name (str):
        venue (str):
        user_wallet (str):
        safe_wallet (str):
        status (DeploymentStatus):
        created_at (datetime.datetime):
    """

    id: UUID
    agent_id: UUID
    agent_name: str
    venue: str
    user_wallet: str
    safe_wallet: str
    status: DeploymentStatus
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        venue = self.venue

        user_wallet = self.user_wallet

        safe_wallet = self.safe_wallet

        status: str = self.status

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "agentName": agent_name,
                "venue": venue,
                "userWallet": user_wallet,
                "safeWallet": safe_wallet,
                "status": status,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        venue = d.pop("venue")

        user_wallet = d.pop("userWallet")

        safe_wallet = d.pop("safeWallet")

        status = check_deployment_status(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        safe_deployment_shown = cls(
            id=id,
            agent_id=agent_id,
            agent_name=agent_name,
            venue=venue,
            user_wallet=user_wallet,
            safe_wallet=safe_wallet,
            status=status,
            created_at=created_at,
        )

        safe_deployment_shown.additional_properties = d
        return safe_deployment_shown

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
