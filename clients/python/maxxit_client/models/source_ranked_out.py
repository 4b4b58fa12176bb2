from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.source_kind import SourceKind, check_source_kind
from ..models.verdict import Verdict, check_verdict

if TYPE_CHECKING:
    from ..models.source_ranked_out_byhorizon import SourceRankedOutByhorizon


T = TypeVar("T", bound="SourceRankedOut")


@_attrs_define
class SourceRankedOut:
    """A source's line on the leaderboard; no rank means not enough data.

    Attributes:
        rank (int | None):
        source_id (UUID):
        kind (SourceKind):
        handle (str):
        display_name (None | str):
        verdict (Verdict): What the data allow to be said; lack of data is an answer, not a gap.
        calls (int):
        shrunk (None | str):
        shrunk_low (None | str):
        shrunk_high (None | str):
        p_value (None | str):
        by_horizon (SourceRankedOutByhorizon):
        computed_at (datetime.datetime):
    """

    rank: int | None
    source_id: UUID
    kind: SourceKind
    handle: str
    display_name: None | str
    verdict: Verdict
    calls: int
    shrunk: None | str
    shrunk_low: None | str
    shrunk_high: None | str
    p_value: None | str
    by_horizon: SourceRankedOutByhorizon
    computed_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rank: int | None
        rank = self.rank

        source_id = str(self.source_id)

        kind: str = self.kind

        handle = self.handle

        display_name: None | str
        display_name = self.display_name

        verdict: str = self.verdict

        calls = self.calls

        shrunk: None | str
        shrunk = self.shrunk

        shrunk_low: None | str
        shrunk_low = self.shrunk_low

        shrunk_high: None | str
        shrunk_high = self.shrunk_high

        p_value: None | str
        p_value = self.p_value

        by_horizon = self.by_horizon.to_dict()

        computed_at = self.computed_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rank": rank,
                "sourceId": source_id,
                "kind": kind,
                "handle": handle,
                "displayName": display_name,
                "verdict": verdict,
                "calls": calls,
                "shrunk": shrunk,
                "shrunkLow": shrunk_low,
                "shrunkHigh": shrunk_high,
                "pValue": p_value,
                "byHorizon": by_horizon,
                "computedAt": computed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_ranked_out_byhorizon import SourceRankedOutByhorizon  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_rank(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        rank = _parse_rank(d.pop("rank"))

        source_id = UUID(d.pop("sourceId"))

        kind = check_source_kind(d.pop("kind"))

        handle = d.pop("handle")

        def _parse_display_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        display_name = _parse_display_name(d.pop("displayName"))

        verdict = check_verdict(d.pop("verdict"))

        calls = d.pop("calls")

        def _parse_shrunk(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        shrunk = _parse_shrunk(d.pop("shrunk"))

        def _parse_shrunk_low(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        shrunk_low = _parse_shrunk_low(d.pop("shrunkLow"))

        def _parse_shrunk_high(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        shrunk_high = _parse_shrunk_high(d.pop("shrunkHigh"))

        def _parse_p_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        p_value = _parse_p_value(d.pop("pValue"))

        by_horizon = SourceRankedOutByhorizon.from_dict(d.pop("byHorizon"))

        computed_at = datetime.datetime.fromisoformat(d.pop("computedAt"))

        source_ranked_out = cls(
            rank=rank,
            source_id=source_id,
            kind=kind,
            handle=handle,
            display_name=display_name,
            verdict=verdict,
            calls=calls,
            shrunk=shrunk,
            shrunk_low=shrunk_low,
            shrunk_high=shrunk_high,
            p_value=p_value,
            by_horizon=by_horizon,
            computed_at=computed_at,
        )

        source_ranked_out.additional_properties = d
        return source_ranked_out

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
