from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.venue_key_out_approval_type_0 import VenueKeyOutApprovalType0


T = TypeVar("T", bound="VenueKeyOut")


@_attrs_define
class VenueKeyOut:
    """The address that is to trade for a user on a venue.

    Attributes:
        agent_id (UUID):
        user_wallet (str):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        agent_address (str):
        is_approved (bool):
        approval (None | VenueKeyOutApprovalType0):
    """

    agent_id: UUID
    user_wallet: str
    venue: VenueName
    agent_address: str
    is_approved: bool
    approval: None | VenueKeyOutApprovalType0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.venue_key_out_approval_type_0 import VenueKeyOutApprovalType0  # noqa: PLC0415

        agent_id = str(self.agent_id)

        user_wallet = self.user_wallet

        venue: str = self.venue

        agent_address = self.agent_address

        is_approved = self.is_approved

        approval: dict[str, Any] | None
        if isinstance(self.approval, VenueKeyOutApprovalType0):
            approval = self.approval.to_dict()
        else:
            approval = self.approval

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "userWallet": user_wallet,
                "venue": venue,
                "agentAddress": agent_address,
                "isApproved": is_approved,
                "approval": approval,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.venue_key_out_approval_type_0 import VenueKeyOutApprovalType0  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = UUID(d.pop("agentId"))

        user_wallet = d.pop("userWallet")

        venue = check_venue_name(d.pop("venue"))

        agent_address = d.pop("agentAddress")

        is_approved = d.pop("isApproved")

        def _parse_approval(data: object) -> None | VenueKeyOutApprovalType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                approval_type_0 = VenueKeyOutApprovalType0.from_dict(data)

                return approval_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | VenueKeyOutApprovalType0, data)

        approval = _parse_approval(d.pop("approval"))

        venue_key_out = cls(
            agent_id=agent_id,
            user_wallet=user_wallet,
            venue=venue,
            agent_address=agent_address,
            is_approved=is_approved,
            approval=approval,
        )

        venue_key_out.additional_properties = d
        return venue_key_out

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
