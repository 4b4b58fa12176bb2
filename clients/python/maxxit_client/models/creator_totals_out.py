from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CreatorTotalsOut")


@_attrs_define
class CreatorTotalsOut:
    """Over all agents, deleted ones too; USDC that was accrued, whether settled or not.

    Attributes:
        profit_share (str):
        infra_fees (str):
        subscriptions (str):
        subscriber_count (int):
        agents (int):
    """

    profit_share: str
    infra_fees: str
    subscriptions: str
    subscriber_count: int
    agents: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        profit_share = self.profit_share

        infra_fees = self.infra_fees

        subscriptions = self.subscriptions

        subscriber_count = self.subscriber_count

        agents = self.agents

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "profitShare": profit_share,
                "infraFees": infra_fees,
                "subscriptions": subscriptions,
                "subscriberCount": subscriber_count,
                "agents": agents,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        profit_share = d.pop("profitShare")

        infra_fees = d.pop("infraFees")

        subscriptions = d.pop("subscriptions")

        subscriber_count = d.pop("subscriberCount")

        agents = d.pop("agents")

        creator_totals_out = cls(
            profit_share=profit_share,
            infra_fees=infra_fees,
            subscriptions=subscriptions,
            subscriber_count=subscriber_count,
            agents=agents,
        )

        creator_totals_out.additional_properties = d
        return creator_totals_out

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
