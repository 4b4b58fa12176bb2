from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="FollowedInstituteIn")


@_attrs_define
class FollowedInstituteIn:
    """The institute to be followed.

    Attributes:
        institute_id (UUID):
    """

    institute_id: UUID

    def to_dict(self) -> dict[str, Any]:
        institute_id = str(self.institute_id)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "instituteId": institute_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        institute_id = UUID(d.pop("instituteId"))

        followed_institute_in = cls(
            institute_id=institute_id,
        )

        return followed_institute_in
