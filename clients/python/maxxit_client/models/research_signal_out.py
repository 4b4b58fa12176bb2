from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.confidence import Confidence, check_confidence

T = TypeVar("T", bound="ResearchSignalOut")


@_attrs_define
class ResearchSignalOut:
    """A note and its verdict; what is not judged yet is neither valid nor invalid.

    Attributes:
        id (UUID):
        institute_id (UUID):
        institute (str):
        signal_text (str):
        extracted_token (None | str):
        extracted_side (None | str):
        extracted_leverage (None | str):
        is_valid (bool | None):
        reasoning (None | str):
        confidence (Confidence | None):
        processed (bool):
        created_at (datetime.datetime):
    """

    id: UUID
    institute_id: UUID
    institute: str
    signal_text: str
    extracted_token: None | str
    extracted_side: None | str
    extracted_leverage: None | str
    is_valid: bool | None
    reasoning: None | str
    confidence: Confidence | None
    processed: bool
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        institute_id = str(self.institute_id)

        institute = self.institute

        signal_text = self.signal_text

        extracted_token: None | str
        extracted_token = self.extracted_token

        extracted_side: None | str
        extracted_side = self.extracted_side

        extracted_leverage: None | str
        extracted_leverage = self.extracted_leverage

        is_valid: bool | None
        is_valid = self.is_valid

        reasoning: None | str
        reasoning = self.reasoning

        confidence: None | str
        if isinstance(self.confidence, str):
            confidence = self.confidence
        else:
            confidence = self.confidence

        processed = self.processed

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "instituteId": institute_id,
                "institute": institute,
                "signalText": signal_text,
                "extractedToken": extracted_token,
                "extractedSide": extracted_side,
                "extractedLeverage": extracted_leverage,
                "isValid": is_valid,
                "reasoning": reasoning,
                "confidence": confidence,
                "processed": processed,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        institute_id = UUID(d.pop("instituteId"))

        institute = d.pop("institute")

        signal_text = d.pop("signalText")

        def _parse_extracted_token(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        extracted_token = _parse_extracted_token(d.pop("extractedToken"))

        def _parse_extracted_side(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        extracted_side = _parse_extracted_side(d.pop("extractedSide"))

        def _parse_extracted_leverage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        extracted_leverage = _parse_extracted_leverage(d.pop("extractedLeverage"))

        def _parse_is_valid(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        is_valid = _parse_is_valid(d.pop("isValid"))

        def _parse_reasoning(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reasoning = _parse_reasoning(d.pop("reasoning"))

        def _parse_confidence(data: object) -> Confidence | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                confidence_type_0 = check_confidence(data)

                return confidence_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Confidence | None, data)

        confidence = _parse_confidence(d.pop("confidence"))

        processed = d.pop("processed")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        research_signal_out = cls(
            id=id,
            institute_id=institute_id,
            institute=institute,
            signal_text=signal_text,
            extracted_token=extracted_token,
            extracted_side=extracted_side,
            extracted_leverage=extracted_leverage,
            is_valid=is_valid,
            reasoning=reasoning,
            confidence=confidence,
            processed=processed,
            created_at=created_at,
        )

        research_signal_out.additional_properties = d
        return research_signal_out

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
