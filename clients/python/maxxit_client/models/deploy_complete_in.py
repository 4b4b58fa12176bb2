from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeployCompleteIn")


@_attrs_define
class DeployCompleteIn:
    """Let an agent run on Ostium for the caller.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
    """

    agent_id: UUID
    user_wallet: str

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        deploy_complete_in = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
        )

        return deploy_complete_in
