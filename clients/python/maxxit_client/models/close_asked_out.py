from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.position_status import PositionStatus, check_position_status

T = TypeVar("T", bound="CloseAskedOut")


@_attrs_define
class CloseAskedOut:
    """A position that is being exited.

    Attributes:
        position_id (UUID):
        status (PositionStatus):
        intent_id (None | UUID):
    """

    position_id: UUID
    status: PositionStatus
    intent_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        position_id = str(self.position_id)

        status: str = self.status

        intent_id: None | str
        if isinstance(self.intent_id, UUID):
            intent_id = str(self.intent_id)
        else:
            intent_id = self.intent_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "positionId": position_id,
                "status": status,
                "intentId": intent_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        position_id = UUID(d.pop("positionId"))

        status = check_position_status(d.pop("status"))

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

        close_asked_out = cls(
            position_id=position_id,
            status=status,
            intent_id=intent_id,
        )

        close_asked_out.additional_properties = d
        return close_asked_out

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
