from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="TokenRoutingOut")


@_attrs_define
class TokenRoutingOut:
    """How often a token was traded on a venue.

    Attributes:
        token_symbol (str):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        count (int):
    """

    token_symbol: str
    venue: VenueName
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        token_symbol = self.token_symbol

        venue: str = self.venue

        count = self.count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tokenSymbol": token_symbol,
                "venue": venue,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token_symbol = d.pop("tokenSymbol")

        venue = check_venue_name(d.pop("venue"))

        count = d.pop("count")

        token_routing_out = cls(
            token_symbol=token_symbol,
            venue=venue,
            count=count,
        )

        token_routing_out.additional_properties = d
        return token_routing_out

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
