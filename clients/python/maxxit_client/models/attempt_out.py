from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AttemptOut")


@_attrs_define
class AttemptOut:
    """One try at sending an order; the outcome is None while it is on its way.

    Attributes:
        n (int):
        outcome (None | str):
        not_seen (int):
        send_deadline (datetime.datetime):
        created_at (datetime.datetime):
        after (float | None):
    """

    n: int
    outcome: None | str
    not_seen: int
    send_deadline: datetime.datetime
    created_at: datetime.datetime
    after: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        n = self.n

        outcome: None | str
        outcome = self.outcome

        not_seen = self.not_seen

        send_deadline = self.send_deadline.isoformat()

        created_at = self.created_at.isoformat()

        after: float | None
        after = self.after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "n": n,
                "outcome": outcome,
                "notSeen": not_seen,
                "sendDeadline": send_deadline,
                "createdAt": created_at,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        n = d.pop("n")

        def _parse_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        outcome = _parse_outcome(d.pop("outcome"))

        not_seen = d.pop("notSeen")

        send_deadline = datetime.datetime.fromisoformat(d.pop("sendDeadline"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        attempt_out = cls(
            n=n,
            outcome=outcome,
            not_seen=not_seen,
            send_deadline=send_deadline,
            created_at=created_at,
            after=after,
        )

        attempt_out.additional_properties = d
        return attempt_out

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
