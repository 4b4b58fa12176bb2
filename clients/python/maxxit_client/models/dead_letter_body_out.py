from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeadLetterBodyOut")


@_attrs_define
class DeadLetterBodyOut:
    """The same with the message as it arrived, which may be anything.

    Attributes:
        id (UUID):
        stage (str):
        message_id (None | UUID):
        routing_key (str):
        reason (str):
        error (str):
        at (datetime.datetime):
        replayed_at (datetime.datetime | None):
        body (str):
    """

    id: UUID
    stage: str
    message_id: None | UUID
    routing_key: str
    reason: str
    error: str
    at: datetime.datetime
    replayed_at: datetime.datetime | None
    body: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        stage = self.stage

        message_id: None | str
        if isinstance(self.message_id, UUID):
            message_id = str(self.message_id)
        else:
            message_id = self.message_id

        routing_key = self.routing_key

        reason = self.reason

        error = self.error

        at = self.at.isoformat()

        replayed_at: None | str
        if isinstance(self.replayed_at, datetime.datetime):
            replayed_at = self.replayed_at.isoformat()
        else:
            replayed_at = self.replayed_at

        body = self.body

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "stage": stage,
                "messageId": message_id,
                "routingKey": routing_key,
                "reason": reason,
                "error": error,
                "at": at,
                "replayedAt": replayed_at,
                "body": body,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        stage = d.pop("stage")

        def _parse_message_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                message_id_type_0 = UUID(data)

                return message_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        message_id = _parse_message_id(d.pop("messageId"))

        routing_key = d.pop("routingKey")

        reason = d.pop("reason")

        error = d.pop("error")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_replayed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                replayed_at_type_0 = datetime.datetime.fromisoformat(data)

                return replayed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        replayed_at = _parse_replayed_at(d.pop("replayedAt"))

        body = d.pop("body")

        dead_letter_body_out = cls(
            id=id,
            stage=stage,
            message_id=message_id,
            routing_key=routing_key,
            reason=reason,
            error=error,
            at=at,
            replayed_at=replayed_at,
            body=body,
        )

        dead_letter_body_out.additional_properties = d
        return dead_letter_body_out

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
