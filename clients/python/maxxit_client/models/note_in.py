from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NoteIn")


@_attrs_define
class NoteIn:
    """A note of an institute, published now.

    Attributes:
        institute_id (UUID):
        signal_text (str):
        source_url (None | str | Unset):
    """

    institute_id: UUID
    signal_text: str
    source_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        institute_id = str(self.institute_id)

        signal_text = self.signal_text

        source_url: None | str | Unset
        if isinstance(self.source_url, Unset):
            source_url = UNSET
        else:
            source_url = self.source_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "instituteId": institute_id,
                "signalText": signal_text,
            }
        )
        if source_url is not UNSET:
            field_dict["sourceUrl"] = source_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        institute_id = UUID(d.pop("instituteId"))

        signal_text = d.pop("signalText")

        def _parse_source_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        source_url = _parse_source_url(d.pop("sourceUrl", UNSET))

        note_in = cls(
            institute_id=institute_id,
            signal_text=signal_text,
            source_url=source_url,
        )

        return note_in
