from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ingested_note_out import IngestedNoteOut


T = TypeVar("T", bound="NoteTakenOut")


@_attrs_define
class NoteTakenOut:
    """A note was taken in, or was known.

    Attributes:
        success (bool):
        message (str):
        signal (IngestedNoteOut): A note that was taken in; the stage of posts judges it for good.
    """

    success: bool
    message: str
    signal: IngestedNoteOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        message = self.message

        signal = self.signal.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "message": message,
                "signal": signal,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ingested_note_out import IngestedNoteOut  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        message = d.pop("message")

        signal = IngestedNoteOut.from_dict(d.pop("signal"))

        note_taken_out = cls(
            success=success,
            message=message,
            signal=signal,
        )

        note_taken_out.additional_properties = d
        return note_taken_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
