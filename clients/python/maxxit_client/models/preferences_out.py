from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.origin import Origin, check_origin

T = TypeVar("T", bound="PreferencesOut")


@_attrs_define
class PreferencesOut:
    """How a user likes to trade.

    Attributes:
        risk_tolerance (int):
        trade_frequency (int):
        social_sentiment_weight (int):
        price_momentum_focus (int):
        market_rank_priority (int):
        wallet (str):
        origin (Origin): Where dials come from.
    """

    risk_tolerance: int
    trade_frequency: int
    social_sentiment_weight: int
    price_momentum_focus: int
    market_rank_priority: int
    wallet: str
    origin: Origin
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        risk_tolerance = self.risk_tolerance

        trade_frequency = self.trade_frequency

        social_sentiment_weight = self.social_sentiment_weight

        price_momentum_focus = self.price_momentum_focus

        market_rank_priority = self.market_rank_priority

        wallet = self.wallet

        origin: str = self.origin

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "riskTolerance": risk_tolerance,
                "tradeFrequency": trade_frequency,
                "socialSentimentWeight": social_sentiment_weight,
                "priceMomentumFocus": price_momentum_focus,
                "marketRankPriority": market_rank_priority,
                "wallet": wallet,
                "origin": origin,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        risk_tolerance = d.pop("riskTolerance")

        trade_frequency = d.pop("tradeFrequency")

        social_sentiment_weight = d.pop("socialSentimentWeight")

        price_momentum_focus = d.pop("priceMomentumFocus")

        market_rank_priority = d.pop("marketRankPriority")

        wallet = d.pop("wallet")

        origin = check_origin(d.pop("origin"))

        preferences_out = cls(
            risk_tolerance=risk_tolerance,
            trade_frequency=trade_frequency,
            social_sentiment_weight=social_sentiment_weight,
            price_momentum_focus=price_momentum_focus,
            market_rank_priority=market_rank_priority,
            wallet=wallet,
            origin=origin,
        )

        preferences_out.additional_properties = d
        return preferences_out

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
