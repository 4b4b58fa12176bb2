from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RefusalOut")


@_attrs_define
class RefusalOut:
    """Why a deployment did not act.

    Attributes:
        reason (str):
        detail (str):
        intent_id (None | UUID):
        at (datetime.datetime):
        after (float | None):
    """

    reason: str
    detail: str
    intent_id: None | UUID
    at: datetime.datetime
    after: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        detail = self.detail

        intent_id: None | str
        if isinstance(self.intent_id, UUID):
            intent_id = str(self.intent_id)
        else:
            intent_id = self.intent_id

        at = self.at.isoformat()

        after: float | None
        after = self.after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reason": reason,
                "detail": detail,
                "intentId": intent_id,
                "at": at,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        detail = d.pop("detail")

        def _parse_intent_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                intent_id_type_0 = UUID(data)

                return intent_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        intent_id = _parse_intent_id(d.pop("intentId"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        refusal_out = cls(
            reason=reason,
            detail=detail,
            intent_id=intent_id,
            at=at,
            after=after,
        )

        refusal_out.additional_properties = d
        return refusal_out

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
