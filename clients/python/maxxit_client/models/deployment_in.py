from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DeploymentIn")


@_attrs_define
class DeploymentIn:
    """Let an agent run on the caller's wallet.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
        safe_wallet (None | str | Unset):
    """

    agent_id: UUID
    user_wallet: str
    safe_wallet: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        safe_wallet: None | str | Unset
        if isinstance(self.safe_wallet, Unset):
            safe_wallet = UNSET
        else:
            safe_wallet = self.safe_wallet

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
            }
        )
        if safe_wallet is not UNSET:
            field_dict["safeWallet"] = safe_wallet

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        def _parse_safe_wallet(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        safe_wallet = _parse_safe_wallet(d.pop("safeWallet", UNSET))

        deployment_in = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
            safe_wallet=safe_wallet,
        )

        return deployment_in
