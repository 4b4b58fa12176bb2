from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="VenueCountOut")


@_attrs_define
class VenueCountOut:
    """How many signals were meant for a venue.

    Attributes:
        venue (Literal['MULTI'] | VenueName):
        count (int):
    """

    venue: Literal["MULTI"] | VenueName
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        venue: Literal["MULTI"] | str
        if isinstance(self.venue, str):
            venue = self.venue
        else:
            venue = self.venue

        count = self.count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "venue": venue,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_venue(data: object) -> Literal["MULTI"] | VenueName:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                venue_type_0 = check_venue_name(data)

                return venue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            venue_type_1 = cast(Literal["MULTI"], data)
            if venue_type_1 != "MULTI":
                raise ValueError(
                    f"venue_type_1 must match const 'MULTI', got '{venue_type_1}'"
                )
            return venue_type_1

        venue = _parse_venue(d.pop("venue"))

        count = d.pop("count")

        venue_count_out = cls(
            venue=venue,
            count=count,
        )

        venue_count_out.additional_properties = d
        return venue_count_out

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
