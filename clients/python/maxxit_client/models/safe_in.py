from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SafeIn")


@_attrs_define
class SafeIn:
    """A Safe of the caller's.

    Attributes:
        safe_address (str):
    """

    safe_address: str

    def to_dict(self) -> dict[str, Any]:
        safe_address = self.safe_address

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "safeAddress": safe_address,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        safe_address = d.pop("safeAddress")

        safe_in = cls(
            safe_address=safe_address,
        )

        return safe_in
