from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CtAccountIn")


@_attrs_define
class CtAccountIn:
    """An X account to be known; it is read once an agent follows it.

    Attributes:
        x_username (str):
        display_name (None | str | Unset):
        followers_count (int | None | Unset):
    """

    x_username: str
    display_name: None | str | Unset = UNSET
    followers_count: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        x_username = self.x_username

        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        followers_count: int | None | Unset
        if isinstance(self.followers_count, Unset):
            followers_count = UNSET
        else:
            followers_count = self.followers_count

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "xUsername": x_username,
            }
        )
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if followers_count is not UNSET:
            field_dict["followersCount"] = followers_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        x_username = d.pop("xUsername")

        def _parse_display_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        display_name = _parse_display_name(d.pop("displayName", UNSET))

        def _parse_followers_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        followers_count = _parse_followers_count(d.pop("followersCount", UNSET))

        ct_account_in = cls(
            x_username=x_username,
            display_name=display_name,
            followers_count=followers_count,
        )

        return ct_account_in
