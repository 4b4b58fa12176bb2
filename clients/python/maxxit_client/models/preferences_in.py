from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.dials_in import DialsIn


T = TypeVar("T", bound="PreferencesIn")


@_attrs_define
class PreferencesIn:
    """How the caller likes to trade.

    Attributes:
        user_wallet (str):
        preferences (DialsIn): The dials to set; one that is left out stays as it is.
    """

    user_wallet: str
    preferences: DialsIn

    def to_dict(self) -> dict[str, Any]:
        user_wallet = self.user_wallet

        preferences = self.preferences.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "userWallet": user_wallet,
                "preferences": preferences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.dials_in import DialsIn  # noqa: PLC0415

        d = dict(src_dict)
        user_wallet = d.pop("userWallet")

        preferences = DialsIn.from_dict(d.pop("preferences"))

        preferences_in = cls(
            user_wallet=user_wallet,
            preferences=preferences,
        )

        return preferences_in
