from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.agent_venue import AgentVenue, check_agent_venue
from ..models.venue_name import VenueName, check_venue_name
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.risk_plan_in import RiskPlanIn


T = TypeVar("T", bound="AgentChangesIn")


@_attrs_define
class AgentChangesIn:
    """What is to be otherwise; what is left out, or null, stays as it is.

    Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.

        Attributes:
            name (None | str | Unset):
            description (None | str | Unset):
            venue (AgentVenue | None | Unset):
            venues (list[VenueName] | None | Unset):
            status (AgentStatus | None | Unset):
            weights (list[int] | None | Unset):
            profit_receiver_address (None | str | Unset):
            risk_plan (None | RiskPlanIn | Unset):
            leverage (None | str | Unset):
            leverage_cap (None | str | Unset):
            max_price_drift (None | str | Unset):
            min_score (None | str | Unset):
            flips (bool | None | Unset):
    """

    name: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    venue: AgentVenue | None | Unset = UNSET
    venues: list[VenueName] | None | Unset = UNSET
    status: AgentStatus | None | Unset = UNSET
    weights: list[int] | None | Unset = UNSET
    profit_receiver_address: None | str | Unset = UNSET
    risk_plan: None | RiskPlanIn | Unset = UNSET
    leverage: None | str | Unset = UNSET
    leverage_cap: None | str | Unset = UNSET
    max_price_drift: None | str | Unset = UNSET
    min_score: None | str | Unset = UNSET
    flips: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.risk_plan_in import RiskPlanIn  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        venue: None | str | Unset
        if isinstance(self.venue, Unset):
            venue = UNSET
        elif isinstance(self.venue, str):
            venue = self.venue
        else:
            venue = self.venue

        venues: list[str] | None | Unset
        if isinstance(self.venues, Unset):
            venues = UNSET
        elif isinstance(self.venues, list):
            venues = []
            for venues_type_0_item_data in self.venues:
                venues_type_0_item: str = venues_type_0_item_data
                venues.append(venues_type_0_item)

        else:
            venues = self.venues

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        weights: list[int] | None | Unset
        if isinstance(self.weights, Unset):
            weights = UNSET
        elif isinstance(self.weights, list):
            weights = self.weights

        else:
            weights = self.weights

        profit_receiver_address: None | str | Unset
        if isinstance(self.profit_receiver_address, Unset):
            profit_receiver_address = UNSET
        else:
            profit_receiver_address = self.profit_receiver_address

        risk_plan: dict[str, Any] | None | Unset
        if isinstance(self.risk_plan, Unset):
            risk_plan = UNSET
        elif isinstance(self.risk_plan, RiskPlanIn):
            risk_plan = self.risk_plan.to_dict()
        else:
            risk_plan = self.risk_plan

        leverage: None | str | Unset
        if isinstance(self.leverage, Unset):
            leverage = UNSET
        else:
            leverage = self.leverage

        leverage_cap: None | str | Unset
        if isinstance(self.leverage_cap, Unset):
            leverage_cap = UNSET
        else:
            leverage_cap = self.leverage_cap

        max_price_drift: None | str | Unset
        if isinstance(self.max_price_drift, Unset):
            max_price_drift = UNSET
        else:
            max_price_drift = self.max_price_drift

        min_score: None | str | Unset
        if isinstance(self.min_score, Unset):
            min_score = UNSET
        else:
            min_score = self.min_score

        flips: bool | None | Unset
        if isinstance(self.flips, Unset):
            flips = UNSET
        else:
            flips = self.flips

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if venue is not UNSET:
            field_dict["venue"] = venue
        if venues is not UNSET:
            field_dict["venues"] = venues
        if status is not UNSET:
            field_dict["status"] = status
        if weights is not UNSET:
            field_dict["weights"] = weights
        if profit_receiver_address is not UNSET:
            field_dict["profitReceiverAddress"] = profit_receiver_address
        if risk_plan is not UNSET:
            field_dict["riskPlan"] = risk_plan
        if leverage is not UNSET:
            field_dict["leverage"] = leverage
        if leverage_cap is not UNSET:
            field_dict["leverageCap"] = leverage_cap
        if max_price_drift is not UNSET:
            field_dict["maxPriceDrift"] = max_price_drift
        if min_score is not UNSET:
            field_dict["minScore"] = min_score
        if flips is not UNSET:
            field_dict["flips"] = flips

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.risk_plan_in import RiskPlanIn  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_venue(data: object) -> AgentVenue | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                venue_type_0 = check_agent_venue(data)

                return venue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AgentVenue | None | Unset, data)

        venue = _parse_venue(d.pop("venue", UNSET))

        def _parse_venues(data: object) -> list[VenueName] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                venues_type_0 = []
                _venues_type_0 = data
                for venues_type_0_item_data in _venues_type_0:
                    venues_type_0_item = check_venue_name(venues_type_0_item_data)

                    venues_type_0.append(venues_type_0_item)

                return venues_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[VenueName] | None | Unset, data)

        venues = _parse_venues(d.pop("venues", UNSET))

        def _parse_status(data: object) -> AgentStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_agent_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AgentStatus | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_weights(data: object) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                weights_type_0 = cast(list[int], data)

                return weights_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        weights = _parse_weights(d.pop("weights", UNSET))

        def _parse_profit_receiver_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profit_receiver_address = _parse_profit_receiver_address(
            d.pop("profitReceiverAddress", UNSET)
        )

        def _parse_risk_plan(data: object) -> None | RiskPlanIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                risk_plan_type_0 = RiskPlanIn.from_dict(data)

                return risk_plan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RiskPlanIn | Unset, data)

        risk_plan = _parse_risk_plan(d.pop("riskPlan", UNSET))

        def _parse_leverage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        leverage = _parse_leverage(d.pop("leverage", UNSET))

        def _parse_leverage_cap(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        leverage_cap = _parse_leverage_cap(d.pop("leverageCap", UNSET))

        def _parse_max_price_drift(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        max_price_drift = _parse_max_price_drift(d.pop("maxPriceDrift", UNSET))

        def _parse_min_score(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        min_score = _parse_min_score(d.pop("minScore", UNSET))

        def _parse_flips(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        flips = _parse_flips(d.pop("flips", UNSET))

        agent_changes_in = cls(
            name=name,
            description=description,
            venue=venue,
            venues=venues,
            status=status,
            weights=weights,
            profit_receiver_address=profit_receiver_address,
            risk_plan=risk_plan,
            leverage=leverage,
            leverage_cap=leverage_cap,
            max_price_drift=max_price_drift,
            min_score=min_score,
            flips=flips,
        )

        return agent_changes_in
