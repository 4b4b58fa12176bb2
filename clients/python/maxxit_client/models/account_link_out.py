from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ct_account_out import CtAccountOut


T = TypeVar("T", bound="AccountLinkOut")


@_attrs_define
class AccountLinkOut:
    """An agent follows an X account.

    Attributes:
        id (UUID):
        agent_id (UUID):
        ct_account_id (UUID):
        ct_account (CtAccountOut): An X account.
        created_at (datetime.datetime):
    """

    id: UUID
    agent_id: UUID
    ct_account_id: UUID
    ct_account: CtAccountOut
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agent_id = str(self.agent_id)

        ct_account_id = str(self.ct_account_id)

        ct_account = self.ct_account.to_dict()

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "ctAccountId": ct_account_id,
                "ctAccount": ct_account,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ct_account_out import CtAccountOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        ct_account_id = UUID(d.pop("ctAccountId"))

        ct_account = CtAccountOut.from_dict(d.pop("ctAccount"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        account_link_out = cls(
            id=id,
            agent_id=agent_id,
            ct_account_id=ct_account_id,
            ct_account=ct_account,
            created_at=created_at,
        )

        account_link_out.additional_properties = d
        return account_link_out

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
