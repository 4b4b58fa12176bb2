from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ToldBillOut")


@_attrs_define
class ToldBillOut:
    """What is owed for a position.

    Attributes:
        id (UUID):
        kind (str):
        amount (str):
        asset (str):
        status (str):
        occurred_at (datetime.datetime):
        after (float | None):
    """

    id: UUID
    kind: str
    amount: str
    asset: str
    status: str
    occurred_at: datetime.datetime
    after: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        amount = self.amount

        asset = self.asset

        status = self.status

        occurred_at = self.occurred_at.isoformat()

        after: float | None
        after = self.after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "amount": amount,
                "asset": asset,
                "status": status,
                "occurredAt": occurred_at,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        amount = d.pop("amount")

        asset = d.pop("asset")

        status = d.pop("status")

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurredAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        told_bill_out = cls(
            id=id,
            kind=kind,
            amount=amount,
            asset=asset,
            status=status,
            occurred_at=occurred_at,
            after=after,
        )

        told_bill_out.additional_properties = d
        return told_bill_out

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
