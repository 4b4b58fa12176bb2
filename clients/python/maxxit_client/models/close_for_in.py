from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CloseForIn")


@_attrs_define
class CloseForIn:
    """A position to be exited at the market.

    Attributes:
        position_id (UUID):
        why (str | Unset):  Default: 'by an admin'.
    """

    position_id: UUID
    why: str | Unset = "by an admin"

    def to_dict(self) -> dict[str, Any]:
        position_id = str(self.position_id)

        why = self.why

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "positionId": position_id,
            }
        )
        if why is not UNSET:
            field_dict["why"] = why

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        position_id = UUID(d.pop("positionId"))

        why = d.pop("why", UNSET)

        close_for_in = cls(
            position_id=position_id,
            why=why,
        )

        return close_for_in
