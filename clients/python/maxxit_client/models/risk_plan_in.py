from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.basis import Basis, check_basis
from ..types import UNSET, Unset

T = TypeVar("T", bound="RiskPlanIn")


@_attrs_define
class RiskPlanIn:
    """When a position ends; what is left out is as it is by default.

    Attributes:
        hard_stop (str | Unset):  Default: '0.10'.
        trail_activation (None | str | Unset):  Default: '0.03'.
        trail_distance (str | Unset):  Default: '0.01'.
        take_profit (None | str | Unset):
        max_holding_seconds (int | None | Unset):
        basis (Basis | Unset): What a stop percentage is a percentage of.
    """

    hard_stop: str | Unset = "0.10"
    trail_activation: None | str | Unset = "0.03"
    trail_distance: str | Unset = "0.01"
    take_profit: None | str | Unset = UNSET
    max_holding_seconds: int | None | Unset = UNSET
    basis: Basis | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        hard_stop = self.hard_stop

        trail_activation: None | str | Unset
        if isinstance(self.trail_activation, Unset):
            trail_activation = UNSET
        else:
            trail_activation = self.trail_activation

        trail_distance = self.trail_distance

        take_profit: None | str | Unset
        if isinstance(self.take_profit, Unset):
            take_profit = UNSET
        else:
            take_profit = self.take_profit

        max_holding_seconds: int | None | Unset
        if isinstance(self.max_holding_seconds, Unset):
            max_holding_seconds = UNSET
        else:
            max_holding_seconds = self.max_holding_seconds

        basis: str | Unset = UNSET
        if not isinstance(self.basis, Unset):
            basis = self.basis

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if hard_stop is not UNSET:
            field_dict["hardStop"] = hard_stop
        if trail_activation is not UNSET:
            field_dict["trailActivation"] = trail_activation
        if trail_distance is not UNSET:
            field_dict["trailDistance"] = trail_distance
        if take_profit is not UNSET:
            field_dict["takeProfit"] = take_profit
        if max_holding_seconds is not UNSET:
            field_dict["maxHoldingSeconds"] = max_holding_seconds
        if basis is not UNSET:
            field_dict["basis"] = basis

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        hard_stop = d.pop("hardStop", UNSET)

        def _parse_trail_activation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trail_activation = _parse_trail_activation(d.pop("trailActivation", UNSET))

        trail_distance = d.pop("trailDistance", UNSET)

        def _parse_take_profit(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        take_profit = _parse_take_profit(d.pop("takeProfit", UNSET))

        def _parse_max_holding_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_holding_seconds = _parse_max_holding_seconds(
            d.pop("maxHoldingSeconds", UNSET)
        )

        _basis = d.pop("basis", UNSET)
        basis: Basis | Unset
        if isinstance(_basis, Unset):
            basis = UNSET
        else:
            basis = check_basis(_basis)

        risk_plan_in = cls(
            hard_stop=hard_stop,
            trail_activation=trail_activation,
            trail_distance=trail_distance,
            take_profit=take_profit,
            max_holding_seconds=max_holding_seconds,
            basis=basis,
        )

        return risk_plan_in
