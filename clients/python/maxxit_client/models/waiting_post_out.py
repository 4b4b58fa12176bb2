from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WaitingPostOut")


@_attrs_define
class WaitingPostOut:
    """A post that has no verdict yet.

    Attributes:
        post_id (UUID):
        author (str):
        external_id (str):
        attempts (int):
        next_attempt_at (datetime.datetime):
        last_error (None | str):
    """

    post_id: UUID
    author: str
    external_id: str
    attempts: int
    next_attempt_at: datetime.datetime
    last_error: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        post_id = str(self.post_id)

        author = self.author

        external_id = self.external_id

        attempts = self.attempts

        next_attempt_at = self.next_attempt_at.isoformat()

        last_error: None | str
        last_error = self.last_error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "postId": post_id,
                "author": author,
                "externalId": external_id,
                "attempts": attempts,
                "nextAttemptAt": next_attempt_at,
                "lastError": last_error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        post_id = UUID(d.pop("postId"))

        author = d.pop("author")

        external_id = d.pop("externalId")

        attempts = d.pop("attempts")

        next_attempt_at = datetime.datetime.fromisoformat(d.pop("nextAttemptAt"))

        def _parse_last_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_error = _parse_last_error(d.pop("lastError"))

        waiting_post_out = cls(
            post_id=post_id,
            author=author,
            external_id=external_id,
            attempts=attempts,
            next_attempt_at=next_attempt_at,
            last_error=last_error,
        )

        waiting_post_out.additional_properties = d
        return waiting_post_out

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
