from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="SafeDeploymentIn")


@_attrs_define
class SafeDeploymentIn:
    """Let an agent trade from a Safe of the caller's.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
        safe_wallet (str):
    """

    agent_id: UUID
    user_wallet: str
    safe_wallet: str

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        safe_wallet = self.safe_wallet

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
                "safeWallet": safe_wallet,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        safe_wallet = d.pop("safeWallet")

        safe_deployment_in = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
            safe_wallet=safe_wallet,
        )

        return safe_deployment_in
