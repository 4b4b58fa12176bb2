from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.call_out import CallOut


T = TypeVar("T", bound="VerdictOut")


@_attrs_define
class VerdictOut:
    """A classifier's answer, or how far it has come when `state` is not DONE.

    Attributes:
        classifier (str):
        state (str):
        attempts (int):
        last_error (None | str):
        candidate (bool | None):
        confidence (None | str):
        reason (None | str):
        calls (list[CallOut]):
        classified_at (datetime.datetime | None):
        after (float | None):
        fallback_for (None | str):
        echo_of (None | UUID):
    """

    classifier: str
    state: str
    attempts: int
    last_error: None | str
    candidate: bool | None
    confidence: None | str
    reason: None | str
    calls: list[CallOut]
    classified_at: datetime.datetime | None
    after: float | None
    fallback_for: None | str
    echo_of: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        classifier = self.classifier

        state = self.state

        attempts = self.attempts

        last_error: None | str
        last_error = self.last_error

        candidate: bool | None
        candidate = self.candidate

        confidence: None | str
        confidence = self.confidence

        reason: None | str
        reason = self.reason

        calls = []
        for calls_item_data in self.calls:
            calls_item = calls_item_data.to_dict()
            calls.append(calls_item)

        classified_at: None | str
        if isinstance(self.classified_at, datetime.datetime):
            classified_at = self.classified_at.isoformat()
        else:
            classified_at = self.classified_at

        after: float | None
        after = self.after

        fallback_for: None | str
        fallback_for = self.fallback_for

        echo_of: None | str
        if isinstance(self.echo_of, UUID):
            echo_of = str(self.echo_of)
        else:
            echo_of = self.echo_of

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "classifier": classifier,
                "state": state,
                "attempts": attempts,
                "lastError": last_error,
                "candidate": candidate,
                "confidence": confidence,
                "reason": reason,
                "calls": calls,
                "classifiedAt": classified_at,
                "after": after,
                "fallbackFor": fallback_for,
                "echoOf": echo_of,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.call_out import CallOut  # noqa: PLC0415

        d = dict(src_dict)
        classifier = d.pop("classifier")

        state = d.pop("state")

        attempts = d.pop("attempts")

        def _parse_last_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_error = _parse_last_error(d.pop("lastError"))

        def _parse_candidate(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        candidate = _parse_candidate(d.pop("candidate"))

        def _parse_confidence(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        confidence = _parse_confidence(d.pop("confidence"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        calls = []
        _calls = d.pop("calls")
        for calls_item_data in _calls:
            calls_item = CallOut.from_dict(calls_item_data)

            calls.append(calls_item)

        def _parse_classified_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                classified_at_type_0 = datetime.datetime.fromisoformat(data)

                return classified_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        classified_at = _parse_classified_at(d.pop("classifiedAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        def _parse_fallback_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        fallback_for = _parse_fallback_for(d.pop("fallbackFor"))

        def _parse_echo_of(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                echo_of_type_0 = UUID(data)

                return echo_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        echo_of = _parse_echo_of(d.pop("echoOf"))

        verdict_out = cls(
            classifier=classifier,
            state=state,
            attempts=attempts,
            last_error=last_error,
            candidate=candidate,
            confidence=confidence,
            reason=reason,
            calls=calls,
            classified_at=classified_at,
            after=after,
            fallback_for=fallback_for,
            echo_of=echo_of,
        )

        verdict_out.additional_properties = d
        return verdict_out

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
