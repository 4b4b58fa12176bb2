from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PointOut")


@_attrs_define
class PointOut:
    """A UTC day of an equity curve.

    Attributes:
        day (datetime.date):
        closed_positions (int):
        net_pnl (str):
        fees (str):
        return_share (None | str):
        equity (str):
        growth (str):
        drawdown (str):
    """

    day: datetime.date
    closed_positions: int
    net_pnl: str
    fees: str
    return_share: None | str
    equity: str
    growth: str
    drawdown: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day.isoformat()

        closed_positions = self.closed_positions

        net_pnl = self.net_pnl

        fees = self.fees

        return_share: None | str
        return_share = self.return_share

        equity = self.equity

        growth = self.growth

        drawdown = self.drawdown

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "closedPositions": closed_positions,
                "netPnl": net_pnl,
                "fees": fees,
                "returnShare": return_share,
                "equity": equity,
                "growth": growth,
                "drawdown": drawdown,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        day = datetime.date.fromisoformat(d.pop("day"))

        closed_positions = d.pop("closedPositions")

        net_pnl = d.pop("netPnl")

        fees = d.pop("fees")

        def _parse_return_share(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        return_share = _parse_return_share(d.pop("returnShare"))

        equity = d.pop("equity")

        growth = d.pop("growth")

        drawdown = d.pop("drawdown")

        point_out = cls(
            day=day,
            closed_positions=closed_positions,
            net_pnl=net_pnl,
            fees=fees,
            return_share=return_share,
            equity=equity,
            growth=growth,
            drawdown=drawdown,
        )

        point_out.additional_properties = d
        return point_out

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
