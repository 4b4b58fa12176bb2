from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.venue_key_in_venue import VenueKeyInVenue, check_venue_key_in_venue

T = TypeVar("T", bound="VenueKeyIn")


@_attrs_define
class VenueKeyIn:
    """A key of the caller's on a venue of keys.

    Attributes:
        user_wallet (str):
        venue (VenueKeyInVenue):
    """

    user_wallet: str
    venue: VenueKeyInVenue

    def to_dict(self) -> dict[str, Any]:
        user_wallet = self.user_wallet

        venue: str = self.venue

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "userWallet": user_wallet,
                "venue": venue,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_wallet = d.pop("userWallet")

        venue = check_venue_key_in_venue(d.pop("venue"))

        venue_key_in = cls(
            user_wallet=user_wallet,
            venue=venue,
        )

        return venue_key_in
