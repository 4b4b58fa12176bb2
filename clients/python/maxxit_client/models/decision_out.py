from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="DecisionOut")


@_attrs_define
class DecisionOut:
    """One decision; no venue when none could take the trade.

    Attributes:
        token_symbol (str):
        venue (None | VenueName):
        reason (str):
        duration_ms (int):
        timestamp (datetime.datetime):
    """

    token_symbol: str
    venue: None | VenueName
    reason: str
    duration_ms: int
    timestamp: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        token_symbol = self.token_symbol

        venue: None | str
        if isinstance(self.venue, str):
            venue = self.venue
        else:
            venue = self.venue

        reason = self.reason

        duration_ms = self.duration_ms

        timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tokenSymbol": token_symbol,
                "venue": venue,
                "reason": reason,
                "durationMs": duration_ms,
                "timestamp": timestamp,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token_symbol = d.pop("tokenSymbol")

        def _parse_venue(data: object) -> None | VenueName:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                venue_type_0 = check_venue_name(data)

                return venue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | VenueName, data)

        venue = _parse_venue(d.pop("venue"))

        reason = d.pop("reason")

        duration_ms = d.pop("durationMs")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        decision_out = cls(
            token_symbol=token_symbol,
            venue=venue,
            reason=reason,
            duration_ms=duration_ms,
            timestamp=timestamp,
        )

        decision_out.additional_properties = d
        return decision_out

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
