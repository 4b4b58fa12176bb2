from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.confidence import Confidence, check_confidence
from ..models.side import Side, check_side

T = TypeVar("T", bound="IngestedNoteOut")


@_attrs_define
class IngestedNoteOut:
    """A note that was taken in; the stage of posts judges it for good.

    Attributes:
        token (None | str):
        side (None | Side):
        leverage (None | str):
        is_valid (bool):
        reasoning (str):
        confidence (Confidence): How sure one can be of a note.
        id (UUID):
        institute (str):
    """

    token: None | str
    side: None | Side
    leverage: None | str
    is_valid: bool
    reasoning: str
    confidence: Confidence
    id: UUID
    institute: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        token: None | str
        token = self.token

        side: None | str
        if isinstance(self.side, str):
            side = self.side
        else:
            side = self.side

        leverage: None | str
        leverage = self.leverage

        is_valid = self.is_valid

        reasoning = self.reasoning

        confidence: str = self.confidence

        id = str(self.id)

        institute = self.institute

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "token": token,
                "side": side,
                "leverage": leverage,
                "isValid": is_valid,
                "reasoning": reasoning,
                "confidence": confidence,
                "id": id,
                "institute": institute,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_token(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        token = _parse_token(d.pop("token"))

        def _parse_side(data: object) -> None | Side:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                side_type_0 = check_side(data)

                return side_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Side, data)

        side = _parse_side(d.pop("side"))

        def _parse_leverage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        leverage = _parse_leverage(d.pop("leverage"))

        is_valid = d.pop("isValid")

        reasoning = d.pop("reasoning")

        confidence = check_confidence(d.pop("confidence"))

        id = UUID(d.pop("id"))

        institute = d.pop("institute")

        ingested_note_out = cls(
            token=token,
            side=side,
            leverage=leverage,
            is_valid=is_valid,
            reasoning=reasoning,
            confidence=confidence,
            id=id,
            institute=institute,
        )

        ingested_note_out.additional_properties = d
        return ingested_note_out

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
