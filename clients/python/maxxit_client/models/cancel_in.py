from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.keep_or_close import KeepOrClose, check_keep_or_close

T = TypeVar("T", bound="CancelIn")


@_attrs_define
class CancelIn:
    """There is no default: it is somebody's money.

    Attributes:
        keep_or_close (KeepOrClose): What becomes of what a cancelled deployment holds.
    """

    keep_or_close: KeepOrClose

    def to_dict(self) -> dict[str, Any]:
        keep_or_close: str = self.keep_or_close

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "keepOrClose": keep_or_close,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        keep_or_close = check_keep_or_close(d.pop("keepOrClose"))

        cancel_in = cls(
            keep_or_close=keep_or_close,
        )

        return cancel_in
