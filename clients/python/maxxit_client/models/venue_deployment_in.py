from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="VenueDeploymentIn")


@_attrs_define
class VenueDeploymentIn:
    """Let an agent trade on a venue with a key that the caller approved there.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
        agent_address (str):
    """

    agent_id: UUID
    user_wallet: str
    agent_address: str

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        agent_address = self.agent_address

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
                "agentAddress": agent_address,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        agent_address = d.pop("agentAddress")

        venue_deployment_in = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
            agent_address=agent_address,
        )

        return venue_deployment_in
