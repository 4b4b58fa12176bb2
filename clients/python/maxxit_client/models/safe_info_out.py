from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.balances_out import BalancesOut


T = TypeVar("T", bound="SafeInfoOut")


@_attrs_define
class SafeInfoOut:
    """A Safe, as the chain describes it.

    Attributes:
        address (str):
        owners (list[str]):
        threshold (int):
        balances (BalancesOut): What a Safe has, in whole units; null where the chain did not say.
    """

    address: str
    owners: list[str]
    threshold: int
    balances: BalancesOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        owners = self.owners

        threshold = self.threshold

        balances = self.balances.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "address": address,
                "owners": owners,
                "threshold": threshold,
                "balances": balances,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.balances_out import BalancesOut  # noqa: PLC0415

        d = dict(src_dict)
        address = d.pop("address")

        owners = cast(list[str], d.pop("owners"))

        threshold = d.pop("threshold")

        balances = BalancesOut.from_dict(d.pop("balances"))

        safe_info_out = cls(
            address=address,
            owners=owners,
            threshold=threshold,
            balances=balances,
        )

        safe_info_out.additional_properties = d
        return safe_info_out

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
