from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="UserIn")


@_attrs_define
class UserIn:
    """Whose key; the caller's own.

    Attributes:
        user_address (str):
    """

    user_address: str

    def to_dict(self) -> dict[str, Any]:
        user_address = self.user_address

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "userAddress": user_address,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_address = d.pop("userAddress")

        user_in = cls(
            user_address=user_address,
        )

        return user_in
