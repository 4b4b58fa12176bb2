from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.bill_kind import BillKind, check_bill_kind
from ..models.bill_status import BillStatus, check_bill_status

T = TypeVar("T", bound="BillTotalOut")


@_attrs_define
class BillTotalOut:
    """Bills of one kind and status together.

    Attributes:
        kind (BillKind):
        status (BillStatus):
        asset (str):
        bills (int):
        amount (str):
    """

    kind: BillKind
    status: BillStatus
    asset: str
    bills: int
    amount: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        status: str = self.status

        asset = self.asset

        bills = self.bills

        amount = self.amount

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "status": status,
                "asset": asset,
                "bills": bills,
                "amount": amount,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_bill_kind(d.pop("kind"))

        status = check_bill_status(d.pop("status"))

        asset = d.pop("asset")

        bills = d.pop("bills")

        amount = d.pop("amount")

        bill_total_out = cls(
            kind=kind,
            status=status,
            asset=asset,
            bills=bills,
            amount=amount,
        )

        bill_total_out.additional_properties = d
        return bill_total_out

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
