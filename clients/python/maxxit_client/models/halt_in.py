from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.halt_scope import HaltScope, check_halt_scope
from ..models.halt_strength import HaltStrength, check_halt_strength
from ..types import UNSET, Unset

T = TypeVar("T", bound="HaltIn")


@_attrs_define
class HaltIn:
    """A stop of trading: what is to stop, and how much.

    Attributes:
        scope (HaltScope):
        reason (str):
        target (None | str | Unset):
        strength (HaltStrength | Unset): What a halt stops; each strength includes the ones before it.
    """

    scope: HaltScope
    reason: str
    target: None | str | Unset = UNSET
    strength: HaltStrength | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        scope: str = self.scope

        reason = self.reason

        target: None | str | Unset
        if isinstance(self.target, Unset):
            target = UNSET
        else:
            target = self.target

        strength: str | Unset = UNSET
        if not isinstance(self.strength, Unset):
            strength = self.strength

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "reason": reason,
            }
        )
        if target is not UNSET:
            field_dict["target"] = target
        if strength is not UNSET:
            field_dict["strength"] = strength

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        scope = check_halt_scope(d.pop("scope"))

        reason = d.pop("reason")

        def _parse_target(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        target = _parse_target(d.pop("target", UNSET))

        _strength = d.pop("strength", UNSET)
        strength: HaltStrength | Unset
        if isinstance(_strength, Unset):
            strength = UNSET
        else:
            strength = check_halt_strength(_strength)

        halt_in = cls(
            scope=scope,
            reason=reason,
            target=target,
            strength=strength,
        )

        return halt_in
