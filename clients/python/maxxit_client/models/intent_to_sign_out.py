from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.typed_data_out import TypedDataOut


T = TypeVar("T", bound="IntentToSignOut")


@_attrs_define
class IntentToSignOut:
    """Sign `typedData`, then make the agent with this nonce and the signature.

    Attributes:
        agent_id (UUID):
        nonce (str):
        typed_data (TypedDataOut): EIP-712 typed data, for eth_signTypedData_v4.
        message (str):
        expires_at (datetime.datetime):
    """

    agent_id: UUID
    nonce: str
    typed_data: TypedDataOut
    message: str
    expires_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = str(self.agent_id)

        nonce = self.nonce

        typed_data = self.typed_data.to_dict()

        message = self.message

        expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "nonce": nonce,
                "typedData": typed_data,
                "message": message,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.typed_data_out import TypedDataOut  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        nonce = d.pop("nonce")

        typed_data = TypedDataOut.from_dict(d.pop("typedData"))

        message = d.pop("message")

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        intent_to_sign_out = cls(
            agent_id=agent_id,
            nonce=nonce,
            typed_data=typed_data,
            message=message,
            expires_at=expires_at,
        )

        intent_to_sign_out.additional_properties = d
        return intent_to_sign_out

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
