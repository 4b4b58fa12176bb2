from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ignored_out import IgnoredOut


T = TypeVar("T", bound="SignalAskedOut")


@_attrs_define
class SignalAskedOut:
    """What a request became: a signal, or the reason for none. `/api/explain` tells the rest.

    Attributes:
        post_id (UUID):
        signal_id (None | UUID):
        ignored (IgnoredOut | None):
    """

    post_id: UUID
    signal_id: None | UUID
    ignored: IgnoredOut | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.ignored_out import IgnoredOut  # noqa: PLC0415

        post_id = str(self.post_id)

        signal_id: None | str
        if isinstance(self.signal_id, UUID):
            signal_id = str(self.signal_id)
        else:
            signal_id = self.signal_id

        ignored: dict[str, Any] | None
        if isinstance(self.ignored, IgnoredOut):
            ignored = self.ignored.to_dict()
        else:
            ignored = self.ignored

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "postId": post_id,
                "signalId": signal_id,
                "ignored": ignored,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ignored_out import IgnoredOut  # noqa: PLC0415

        d = dict(src_dict)
        post_id = UUID(d.pop("postId"))

        def _parse_signal_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signal_id_type_0 = UUID(data)

                return signal_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        signal_id = _parse_signal_id(d.pop("signalId"))

        def _parse_ignored(data: object) -> IgnoredOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                ignored_type_0 = IgnoredOut.from_dict(data)

                return ignored_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IgnoredOut | None, data)

        ignored = _parse_ignored(d.pop("ignored"))

        signal_asked_out = cls(
            post_id=post_id,
            signal_id=signal_id,
            ignored=ignored,
        )

        signal_asked_out.additional_properties = d
        return signal_asked_out

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
