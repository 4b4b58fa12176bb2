from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="AgentAccountIn")


@_attrs_define
class AgentAccountIn:
    """Which agent is to follow which X account.

    Attributes:
        agent_id (UUID):
        ct_account_id (UUID):
    """

    agent_id: UUID
    ct_account_id: UUID

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        ct_account_id = str(self.ct_account_id)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "agentId": agent_id,
                "ctAccountId": ct_account_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        ct_account_id = UUID(d.pop("ctAccountId"))

        agent_account_in = cls(
            agent_id=agent_id,
            ct_account_id=ct_account_id,
        )

        return agent_account_in
