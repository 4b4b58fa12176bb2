from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="VenueShareOut")


@_attrs_define
class VenueShareOut:
    """How many trades went to a venue, and how much of all that is.

    Attributes:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        count (int):
        percentage (str):
    """

    venue: VenueName
    count: int
    percentage: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        venue: str = self.venue

        count = self.count

        percentage = self.percentage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "venue": venue,
                "count": count,
                "percentage": percentage,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        venue = check_venue_name(d.pop("venue"))

        count = d.pop("count")

        percentage = d.pop("percentage")

        venue_share_out = cls(
            venue=venue,
            count=count,
            percentage=percentage,
        )

        venue_share_out.additional_properties = d
        return venue_share_out

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
