from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.deed_out_payload import DeedOutPayload


T = TypeVar("T", bound="DeedOut")


@_attrs_define
class DeedOut:
    """Who did what to what; an actor is a wallet, or a person at the command line.

    Attributes:
        id (int):
        event (str):
        subject_kind (str):
        subject_id (str):
        actor (str):
        payload (DeedOutPayload):
        at (datetime.datetime):
    """

    id: int
    event: str
    subject_kind: str
    subject_id: str
    actor: str
    payload: DeedOutPayload
    at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        event = self.event

        subject_kind = self.subject_kind

        subject_id = self.subject_id

        actor = self.actor

        payload = self.payload.to_dict()

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "event": event,
                "subjectKind": subject_kind,
                "subjectId": subject_id,
                "actor": actor,
                "payload": payload,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.deed_out_payload import DeedOutPayload  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        event = d.pop("event")

        subject_kind = d.pop("subjectKind")

        subject_id = d.pop("subjectId")

        actor = d.pop("actor")

        payload = DeedOutPayload.from_dict(d.pop("payload"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        deed_out = cls(
            id=id,
            event=event,
            subject_kind=subject_kind,
            subject_id=subject_id,
            actor=actor,
            payload=payload,
            at=at,
        )

        deed_out.additional_properties = d
        return deed_out

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
