from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.source_kind import SourceKind, check_source_kind

T = TypeVar("T", bound="ImpactOut")


@_attrs_define
class ImpactOut:
    """What one source's posts brought to a deployment.

    Attributes:
        source_id (UUID):
        kind (SourceKind):
        handle (str):
        positions (int):
        weight (str):
        pnl (str):
    """

    source_id: UUID
    kind: SourceKind
    handle: str
    positions: int
    weight: str
    pnl: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source_id = str(self.source_id)

        kind: str = self.kind

        handle = self.handle

        positions = self.positions

        weight = self.weight

        pnl = self.pnl

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sourceId": source_id,
                "kind": kind,
                "handle": handle,
                "positions": positions,
                "weight": weight,
                "pnl": pnl,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        source_id = UUID(d.pop("sourceId"))

        kind = check_source_kind(d.pop("kind"))

        handle = d.pop("handle")

        positions = d.pop("positions")

        weight = d.pop("weight")

        pnl = d.pop("pnl")

        impact_out = cls(
            source_id=source_id,
            kind=kind,
            handle=handle,
            positions=positions,
            weight=weight,
            pnl=pnl,
        )

        impact_out.additional_properties = d
        return impact_out

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
