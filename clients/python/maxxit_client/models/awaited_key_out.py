from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="AwaitedKeyOut")


@_attrs_define
class AwaitedKeyOut:
    """The key is asked for, and who makes keys has not answered yet; ask again.

    Attributes:
        user_wallet (str):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        message (str):
    """

    user_wallet: str
    venue: VenueName
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_wallet = self.user_wallet

        venue: str = self.venue

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userWallet": user_wallet,
                "venue": venue,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_wallet = d.pop("userWallet")

        venue = check_venue_name(d.pop("venue"))

        message = d.pop("message")

        awaited_key_out = cls(
            user_wallet=user_wallet,
            venue=venue,
            message=message,
        )

        awaited_key_out.additional_properties = d
        return awaited_key_out

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
