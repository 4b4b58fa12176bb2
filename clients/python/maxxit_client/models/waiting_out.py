from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WaitingOut")


@_attrs_define
class WaitingOut:
    """A position that has to close first; `intent_id` is its latest exit, in `state` by now.

    Attributes:
        position_id (UUID):
        status (str):
        intent_id (UUID):
        state (None | str):
        reject_reason (None | str):
        expires_at (datetime.datetime):
        created_at (datetime.datetime):
        settled_at (datetime.datetime | None):
    """

    position_id: UUID
    status: str
    intent_id: UUID
    state: None | str
    reject_reason: None | str
    expires_at: datetime.datetime
    created_at: datetime.datetime
    settled_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        position_id = str(self.position_id)

        status = self.status

        intent_id = str(self.intent_id)

        state: None | str
        state = self.state

        reject_reason: None | str
        reject_reason = self.reject_reason

        expires_at = self.expires_at.isoformat()

        created_at = self.created_at.isoformat()

        settled_at: None | str
        if isinstance(self.settled_at, datetime.datetime):
            settled_at = self.settled_at.isoformat()
        else:
            settled_at = self.settled_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "positionId": position_id,
                "status": status,
                "intentId": intent_id,
                "state": state,
                "rejectReason": reject_reason,
                "expiresAt": expires_at,
                "createdAt": created_at,
                "settledAt": settled_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        position_id = UUID(d.pop("positionId"))

        status = d.pop("status")

        intent_id = UUID(d.pop("intentId"))

        def _parse_state(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        state = _parse_state(d.pop("state"))

        def _parse_reject_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reject_reason = _parse_reject_reason(d.pop("rejectReason"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        def _parse_settled_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                settled_at_type_0 = datetime.datetime.fromisoformat(data)

                return settled_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        settled_at = _parse_settled_at(d.pop("settledAt"))

        waiting_out = cls(
            position_id=position_id,
            status=status,
            intent_id=intent_id,
            state=state,
            reject_reason=reject_reason,
            expires_at=expires_at,
            created_at=created_at,
            settled_at=settled_at,
        )

        waiting_out.additional_properties = d
        return waiting_out

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
