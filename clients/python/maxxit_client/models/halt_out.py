from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.halt_scope import HaltScope, check_halt_scope
from ..models.halt_strength import HaltStrength, check_halt_strength

T = TypeVar("T", bound="HaltOut")


@_attrs_define
class HaltOut:
    """A halt in force.

    Attributes:
        id (UUID):
        scope (HaltScope):
        target (None | str):
        strength (HaltStrength): What a halt stops; each strength includes the ones before it.
        reason (str):
    """

    id: UUID
    scope: HaltScope
    target: None | str
    strength: HaltStrength
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        scope: str = self.scope

        target: None | str
        target = self.target

        strength: str = self.strength

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "scope": scope,
                "target": target,
                "strength": strength,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        scope = check_halt_scope(d.pop("scope"))

        def _parse_target(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        target = _parse_target(d.pop("target"))

        strength = check_halt_strength(d.pop("strength"))

        reason = d.pop("reason")

        halt_out = cls(
            id=id,
            scope=scope,
            target=target,
            strength=strength,
            reason=reason,
        )

        halt_out.additional_properties = d
        return halt_out

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
