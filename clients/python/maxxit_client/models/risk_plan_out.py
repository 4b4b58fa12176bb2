from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.basis import Basis, check_basis

T = TypeVar("T", bound="RiskPlanOut")


@_attrs_define
class RiskPlanOut:
    """When a position ends; percentages are fractions of the basis.

    Attributes:
        hard_stop (str):
        trail_activation (None | str):
        trail_distance (str):
        take_profit (None | str):
        max_holding_seconds (int | None):
        basis (Basis): What a stop percentage is a percentage of.
    """

    hard_stop: str
    trail_activation: None | str
    trail_distance: str
    take_profit: None | str
    max_holding_seconds: int | None
    basis: Basis
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        hard_stop = self.hard_stop

        trail_activation: None | str
        trail_activation = self.trail_activation

        trail_distance = self.trail_distance

        take_profit: None | str
        take_profit = self.take_profit

        max_holding_seconds: int | None
        max_holding_seconds = self.max_holding_seconds

        basis: str = self.basis

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hardStop": hard_stop,
                "trailActivation": trail_activation,
                "trailDistance": trail_distance,
                "takeProfit": take_profit,
                "maxHoldingSeconds": max_holding_seconds,
                "basis": basis,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        hard_stop = d.pop("hardStop")

        def _parse_trail_activation(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trail_activation = _parse_trail_activation(d.pop("trailActivation"))

        trail_distance = d.pop("trailDistance")

        def _parse_take_profit(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        take_profit = _parse_take_profit(d.pop("takeProfit"))

        def _parse_max_holding_seconds(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_holding_seconds = _parse_max_holding_seconds(d.pop("maxHoldingSeconds"))

        basis = check_basis(d.pop("basis"))

        risk_plan_out = cls(
            hard_stop=hard_stop,
            trail_activation=trail_activation,
            trail_distance=trail_distance,
            take_profit=take_profit,
            max_holding_seconds=max_holding_seconds,
            basis=basis,
        )

        risk_plan_out.additional_properties = d
        return risk_plan_out

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
