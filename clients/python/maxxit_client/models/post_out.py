from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PostOut")


@_attrs_define
class PostOut:
    """A post as first seen.

    Attributes:
        id (UUID):
        kind (str):
        author (str):
        external_id (str):
        text (str):
        published_at (datetime.datetime):
        first_seen_at (datetime.datetime):
        after (float | None):
    """

    id: UUID
    kind: str
    author: str
    external_id: str
    text: str
    published_at: datetime.datetime
    first_seen_at: datetime.datetime
    after: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        author = self.author

        external_id = self.external_id

        text = self.text

        published_at = self.published_at.isoformat()

        first_seen_at = self.first_seen_at.isoformat()

        after: float | None
        after = self.after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "author": author,
                "externalId": external_id,
                "text": text,
                "publishedAt": published_at,
                "firstSeenAt": first_seen_at,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        author = d.pop("author")

        external_id = d.pop("externalId")

        text = d.pop("text")

        published_at = datetime.datetime.fromisoformat(d.pop("publishedAt"))

        first_seen_at = datetime.datetime.fromisoformat(d.pop("firstSeenAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        post_out = cls(
            id=id,
            kind=kind,
            author=author,
            external_id=external_id,
            text=text,
            published_at=published_at,
            first_seen_at=first_seen_at,
            after=after,
        )

        post_out.additional_properties = d
        return post_out

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
