from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="FollowedIn")


@_attrs_define
class FollowedIn:
    """The X account to be followed.

    Attributes:
        ct_account_id (UUID):
    """

    ct_account_id: UUID

    def to_dict(self) -> dict[str, Any]:
        ct_account_id = str(self.ct_account_id)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ctAccountId": ct_account_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ct_account_id = UUID(d.pop("ctAccountId"))

        followed_in = cls(
            ct_account_id=ct_account_id,
        )

        return followed_in
