from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeployCompleteOut")


@_attrs_define
class DeployCompleteOut:
    """A deployment, and the address that the user delegates to.

    Attributes:
        success (bool):
        deployment_id (UUID):
        agent_address (str):
        user_wallet (str):
        message (str):
        needs_approval (bool):
        approval_note (str):
    """

    success: bool
    deployment_id: UUID
    agent_address: str
    user_wallet: str
    message: str
    needs_approval: bool
    approval_note: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        deployment_id = str(self.deployment_id)

        agent_address = self.agent_address

        user_wallet = self.user_wallet

        message = self.message

        needs_approval = self.needs_approval

        approval_note = self.approval_note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "deploymentId": deployment_id,
                "agentAddress": agent_address,
                "userWallet": user_wallet,
                "message": message,
                "needsApproval": needs_approval,
                "approvalNote": approval_note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        success = d.pop("success")

        deployment_id = UUID(d.pop("deploymentId"))

        agent_address = d.pop("agentAddress")

        user_wallet = d.pop("userWallet")

        message = d.pop("message")

        needs_approval = d.pop("needsApproval")

        approval_note = d.pop("approvalNote")

        deploy_complete_out = cls(
            success=success,
            deployment_id=deployment_id,
            agent_address=agent_address,
            user_wallet=user_wallet,
            message=message,
            needs_approval=needs_approval,
            approval_note=approval_note,
        )

        deploy_complete_out.additional_properties = d
        return deploy_complete_out

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
