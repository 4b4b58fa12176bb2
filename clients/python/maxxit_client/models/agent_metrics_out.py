from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AgentMetricsOut")


@_attrs_define
class AgentMetricsOut:
    """An agent's published figures: USD and fractions, null until there is enough to say them.

    Attributes:
        closed_positions (int):
        wins (int):
        net_pnl (str):
        fees (str):
        win_rate (None | str):
        capital (None | str):
        apr30d (None | str):
        apr90d (None | str):
        apr_si (None | str):
        sharpe30d (None | str):
        sortino30d (None | str):
        max_drawdown (None | str):
        profit_factor (None | str):
        expectancy (None | str):
        legacy_apr_30_d (None | str):
        legacy_apr_90_d (None | str):
        legacy_apr_si (None | str):
        legacy_sharpe_30_d (None | str):
        figures_at (datetime.datetime | None):
    """

    closed_positions: int
    wins: int
    net_pnl: str
    fees: str
    win_rate: None | str
    capital: None | str
    apr30d: None | str
    apr90d: None | str
    apr_si: None | str
    sharpe30d: None | str
    sortino30d: None | str
    max_drawdown: None | str
    profit_factor: None | str
    expectancy: None | str
    legacy_apr_30_d: None | str
    legacy_apr_90_d: None | str
    legacy_apr_si: None | str
    legacy_sharpe_30_d: None | str
    figures_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closed_positions = self.closed_positions

        wins = self.wins

        net_pnl = self.net_pnl

        fees = self.fees

        win_rate: None | str
        win_rate = self.win_rate

        capital: None | str
        capital = self.capital

        apr30d: None | str
        apr30d = self.apr30d

        apr90d: None | str
        apr90d = self.apr90d

        apr_si: None | str
        apr_si = self.apr_si

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

        legacy_apr_si: None | str
        legacy_apr_si = self.legacy_apr_si

        legacy_sharpe_30_d: None | str
        legacy_sharpe_30_d = self.legacy_sharpe_30_d

        figures_at: None | str
        if isinstance(self.figures_at, datetime.datetime):
            figures_at = self.figures_at.isoformat()
        else:
            figures_at = self.figures_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closedPositions": closed_positions,
                "wins": wins,
                "netPnl": net_pnl,
                "fees": fees,
                "winRate": win_rate,
                "capital": capital,
                "apr30d": apr30d,
                "apr90d": apr90d,
                "aprSi": apr_si,
                "sharpe30d": sharpe30d,
                "sortino30d": sortino30d,
                "maxDrawdown": max_drawdown,
                "profitFactor": profit_factor,
                "expectancy": expectancy,
                "legacyApr30d": legacy_apr_30_d,
                "legacyApr90d": legacy_apr_90_d,
                "legacyAprSi": legacy_apr_si,
                "legacySharpe30d": legacy_sharpe_30_d,
                "figuresAt": figures_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closed_positions = d.pop("closedPositions")

        wins = d.pop("wins")

        net_pnl = d.pop("netPnl")

        fees = d.pop("fees")

        def _parse_win_rate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        win_rate = _parse_win_rate(d.pop("winRate"))

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

        def _parse_apr_si(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr_si = _parse_apr_si(d.pop("aprSi"))

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

        def _parse_legacy_apr_si(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_apr_si = _parse_legacy_apr_si(d.pop("legacyAprSi"))

        def _parse_legacy_sharpe_30_d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        legacy_sharpe_30_d = _parse_legacy_sharpe_30_d(d.pop("legacySharpe30d"))

        def _parse_figures_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                figures_at_type_0 = datetime.datetime.fromisoformat(data)

                return figures_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        figures_at = _parse_figures_at(d.pop("figuresAt"))

        agent_metrics_out = cls(
            closed_positions=closed_positions,
            wins=wins,
            net_pnl=net_pnl,
            fees=fees,
            win_rate=win_rate,
            capital=capital,
            apr30d=apr30d,
            apr90d=apr90d,
            apr_si=apr_si,
            sharpe30d=sharpe30d,
            sortino30d=sortino30d,
            max_drawdown=max_drawdown,
            profit_factor=profit_factor,
            expectancy=expectancy,
            legacy_apr_30_d=legacy_apr_30_d,
            legacy_apr_90_d=legacy_apr_90_d,
            legacy_apr_si=legacy_apr_si,
            legacy_sharpe_30_d=legacy_sharpe_30_d,
            figures_at=figures_at,
        )

        agent_metrics_out.additional_properties = d
        return agent_metrics_out

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
