from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ParseIn")


@_attrs_define
class ParseIn:
    """A text to be read as a note; nothing is stored.

    Attributes:
        signal_text (str):
    """

    signal_text: str

    def to_dict(self) -> dict[str, Any]:
        signal_text = self.signal_text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "signalText": signal_text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        signal_text = d.pop("signalText")

        parse_in = cls(
            signal_text=signal_text,
        )

        return parse_in
