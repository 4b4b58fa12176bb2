from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TrackOut")


@_attrs_define
class TrackOut:
    """A track record; a figure is null until there is enough to say it.

    Attributes:
        closed_positions (int):
        unknown_results (int):
        open_positions (int):
        wins (int):
        win_rate (None | str):
        net_pnl (str):
        fees (str):
        unrealised_pnl (None | str):
        capital (None | str):
        apr30d (None | str):
        apr90d (None | str):
        apr_inception (None | str):
        sharpe30d (None | str):
        sortino30d (None | str):
        max_drawdown (None | str):
        profit_factor (None | str):
        expectancy (None | str):
        legacy_apr_30_d (None | str):
        legacy_apr_90_d (None | str):
        legacy_apr_inception (None | str):
        legacy_sharpe_30_d (None | str):
    """

    closed_positions: int
    unknown_results: int
    open_positions: int
    wins: int
    win_rate: None | str
    net_pnl: str
    fees: str
    unrealised_pnl: None | str
    capital: None | str
    apr30d: None | str
    apr90d: None | str
    apr_inception: None | str
    sharpe30d: None | str
    sortino30d: None | str
    max_drawdown: None | str
    profit_factor: None | str
    expectancy: None | str
    legacy_apr_30_d: None | str
    legacy_apr_90_d: None | str
    legacy_apr_inception: None | str
    legacy_sharpe_30_d: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closed_positions = self.closed_positions

        unknown_results = self.unknown_results

        open_positions = self.open_positions

        wins = self.wins

        win_rate: None | str
        win_rate = self.win_rate

        net_pnl = self.net_pnl

        fees = self.fees

        unrealised_pnl: None | str
        unrealised_pnl = self.unrealised_pnl

        capital: None | str
        capital = self.capital

        apr30d: None | str
        apr30d = self.apr30d

        apr90d: None | str
        apr90d = self.apr90d

        apr_inception: None | str
        apr_inception = self.apr_inception

        sharpe30d: None | str
        sharpe30d = self.sharpe30d

        sortino30d: None | str
        sortino30d = self.sortino30d

        max_drawdown: None | str
        max_drawdown = self.max_drawdown

        profit_factor: None | str
        profit_factor = self.profit_factor

        expectancy: None | str
        expectancy = self.expectancy

        legacy_apr_30_d: None | str
        legacy_apr_30_d = self.legacy_apr_30_d

        legacy_apr_90_d: None | str
        legacy_apr_90_d = self.legacy_apr_90_d

        legacy_apr_inception: None | str
        legacy_apr_inception = self.legacy_apr_inception

        legacy_sharpe_30_d: None | str
        legacy_sharpe_30_d = self.legacy_sharpe_30_d

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closedPositions": closed_positions,
                "unknownResults": unknown_results,
                "openPositions": open_positions,
                "wins": wins,
                "winRate": win_rate,
                "netPnl": net_pnl,
                "fees": fees,
                "unrealisedPnl": unrealised_pnl,
                "capital": capital,
                "apr30d": apr30d,
                "apr90d": apr90d,
                "aprInception": apr_inception,
                "sharpe30d": sharpe30d,
                "sortino30d": sortino30d,
                "maxDrawdown": max_drawdown,
                "profitFactor": profit_factor,
                "expectancy": expectancy,
                "legacyApr30d": legacy_apr_30_d,
                "legacyApr90d": legacy_apr_90_d,
                "legacyAprInception": legacy_apr_inception,
                "legacySharpe30d": legacy_sharpe_30_d,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closed_positions = d.pop("closedPositions")

        unknown_results = d.pop("unknownResults")

        open_positions = d.pop("openPositions")

        wins = d.pop("wins")

        def _parse_win_rate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        win_rate = _parse_win_rate(d.pop("winRate"))

        net_pnl = d.pop("netPnl")

        fees = d.pop("fees")

        def _parse_unrealised_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        unrealised_pnl = _parse_unrealised_pnl(d.pop("unrealisedPnl"))

        def _parse_capital(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        capital = _parse_capital(d.pop("capital"))

        def _parse_apr30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr30d = _parse_apr30d(d.pop("apr30d"))

        def _parse_apr90d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr90d = _parse_apr90d(d.pop("apr90d"))

        def _parse_apr_inception(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr_inception = _parse_apr_inception(d.pop("aprInception"))

        def _parse_sharpe30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sharpe30d = _parse_sharpe30d(d.pop("sharpe30d"))

        def _parse_sortino30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sortino30d = _parse_sortino30d(d.pop("sortino30d"))

        def _parse_max_drawdown(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        max_drawdown = _parse_max_drawdown(d.pop("maxDrawdown"))

        def _parse_profit_factor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profit_factor = _parse_profit_factor(d.pop("profitFactor"))

        def _parse_expectancy(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expectancy = _parse_expectancy(d.pop("expectancy"))

        def _parse_legacy_apr_30_d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_apr_30_d = _parse_legacy_apr_30_d(d.pop("legacyApr30d"))

        def _parse_legacy_apr_90_d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_apr_90_d = _parse_legacy_apr_90_d(d.pop("legacyApr90d"))

        def _parse_legacy_apr_inception(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_apr_inception = _parse_legacy_apr_inception(d.pop("legacyAprInception"))

        def _parse_legacy_sharpe_30_d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_sharpe_30_d = _parse_legacy_sharpe_30_d(d.pop("legacySharpe30d"))

        track_out = cls(
            closed_positions=closed_positions,
            unknown_results=unknown_results,
            open_positions=open_positions,
            wins=wins,
            win_rate=win_rate,
            net_pnl=net_pnl,
            fees=fees,
            unrealised_pnl=unrealised_pnl,
            capital=capital,
            apr30d=apr30d,
            apr90d=apr90d,
            apr_inception=apr_inception,
            sharpe30d=sharpe30d,
            sortino30d=sortino30d,
            max_drawdown=max_drawdown,
            profit_factor=profit_factor,
            expectancy=expectancy,
            legacy_apr_30_d=legacy_apr_30_d,
            legacy_apr_90_d=legacy_apr_90_d,
            legacy_apr_inception=legacy_apr_inception,
            legacy_sharpe_30_d=legacy_sharpe_30_d,
        )

        track_out.additional_properties = d
        return track_out

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
