from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DialsIn")


@_attrs_define
class DialsIn:
    """The dials to set; one that is left out stays as it is.

    Attributes:
        risk_tolerance (int | None | Unset):
        trade_frequency (int | None | Unset):
        social_sentiment_weight (int | None | Unset):
        price_momentum_focus (int | None | Unset):
        market_rank_priority (int | None | Unset):
    """

    risk_tolerance: int | None | Unset = UNSET
    trade_frequency: int | None | Unset = UNSET
    social_sentiment_weight: int | None | Unset = UNSET
    price_momentum_focus: int | None | Unset = UNSET
    market_rank_priority: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        risk_tolerance: int | None | Unset
        if isinstance(self.risk_tolerance, Unset):
            risk_tolerance = UNSET
        else:
            risk_tolerance = self.risk_tolerance

        trade_frequency: int | None | Unset
        if isinstance(self.trade_frequency, Unset):
            trade_frequency = UNSET
        else:
            trade_frequency = self.trade_frequency

        social_sentiment_weight: int | None | Unset
        if isinstance(self.social_sentiment_weight, Unset):
            social_sentiment_weight = UNSET
        else:
            social_sentiment_weight = self.social_sentiment_weight

        price_momentum_focus: int | None | Unset
        if isinstance(self.price_momentum_focus, Unset):
            price_momentum_focus = UNSET
        else:
            price_momentum_focus = self.price_momentum_focus

        market_rank_priority: int | None | Unset
        if isinstance(self.market_rank_priority, Unset):
            market_rank_priority = UNSET
        else:
            market_rank_priority = self.market_rank_priority

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if risk_tolerance is not UNSET:
            field_dict["riskTolerance"] = risk_tolerance
        if trade_frequency is not UNSET:
            field_dict["tradeFrequency"] = trade_frequency
        if social_sentiment_weight is not UNSET:
            field_dict["socialSentimentWeight"] = social_sentiment_weight
        if price_momentum_focus is not UNSET:
            field_dict["priceMomentumFocus"] = price_momentum_focus
        if market_rank_priority is not UNSET:
            field_dict["marketRankPriority"] = market_rank_priority

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_risk_tolerance(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        risk_tolerance = _parse_risk_tolerance(d.pop("riskTolerance", UNSET))

        def _parse_trade_frequency(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        trade_frequency = _parse_trade_frequency(d.pop("tradeFrequency", UNSET))

        def _parse_social_sentiment_weight(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        social_sentiment_weight = _parse_social_sentiment_weight(
            d.pop("socialSentimentWeight", UNSET)
        )

        def _parse_price_momentum_focus(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        price_momentum_focus = _parse_price_momentum_focus(
            d.pop("priceMomentumFocus", UNSET)
        )

        def _parse_market_rank_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        market_rank_priority = _parse_market_rank_priority(
            d.pop("marketRankPriority", UNSET)
        )

        dials_in = cls(
            risk_tolerance=risk_tolerance,
            trade_frequency=trade_frequency,
            social_sentiment_weight=social_sentiment_weight,
            price_momentum_focus=price_momentum_focus,
            market_rank_priority=market_rank_priority,
        )

        return dials_in
