from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.agent_venue import AgentVenue, check_agent_venue
from ..models.venue_name import VenueName, check_venue_name
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.proof_in import ProofIn
    from ..models.risk_plan_in import RiskPlanIn


T = TypeVar("T", bound="AgentIn")


@_attrs_define
class AgentIn:
    """A new agent with all whom it follows; it is made whole or not at all.

    Attributes:
        name (str):
        creator_wallet (None | str | Unset):
        description (None | str | Unset):
        venue (AgentVenue | Unset): Where an agent trades: on one venue, or on the first of several that can.
        venues (list[VenueName] | None | Unset):
        status (AgentStatus | Unset):
        weights (list[int] | Unset):
        profit_receiver_address (None | str | Unset):
        risk_plan (RiskPlanIn | Unset): When a position ends; what is left out is as it is by default.
        leverage (None | str | Unset):
        leverage_cap (str | Unset):  Default: '10'.
        max_price_drift (str | Unset):  Default: '0.01'.
        min_score (str | Unset):  Default: '0'.
        flips (bool | Unset):  Default: False.
        ct_account_ids (list[UUID] | Unset):
        handles (list[str] | Unset):
        institute_ids (list[UUID] | Unset):
        proof_of_intent (None | ProofIn | Unset):
    """

    name: str
    creator_wallet: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    venue: AgentVenue | Unset = UNSET
    venues: list[VenueName] | None | Unset = UNSET
    status: AgentStatus | Unset = UNSET
    weights: list[int] | Unset = UNSET
    profit_receiver_address: None | str | Unset = UNSET
    risk_plan: RiskPlanIn | Unset = UNSET
    leverage: None | str | Unset = UNSET
    leverage_cap: str | Unset = "10"
    max_price_drift: str | Unset = "0.01"
    min_score: str | Unset = "0"
    flips: bool | Unset = False
    ct_account_ids: list[UUID] | Unset = UNSET
    handles: list[str] | Unset = UNSET
    institute_ids: list[UUID] | Unset = UNSET
    proof_of_intent: None | ProofIn | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.proof_in import ProofIn  # noqa: PLC0415

        name = self.name

        creator_wallet: None | str | Unset
        if isinstance(self.creator_wallet, Unset):
            creator_wallet = UNSET
        else:
            creator_wallet = self.creator_wallet

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        venue: str | Unset = UNSET
        if not isinstance(self.venue, Unset):
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

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status

        weights: list[int] | Unset = UNSET
        if not isinstance(self.weights, Unset):
            weights = self.weights

        profit_receiver_address: None | str | Unset
        if isinstance(self.profit_receiver_address, Unset):
            profit_receiver_address = UNSET
        else:
            profit_receiver_address = self.profit_receiver_address

        risk_plan: dict[str, Any] | Unset = UNSET
        if not isinstance(self.risk_plan, Unset):
            risk_plan = self.risk_plan.to_dict()

        leverage: None | str | Unset
        if isinstance(self.leverage, Unset):
            leverage = UNSET
        else:
            leverage = self.leverage

        leverage_cap = self.leverage_cap

        max_price_drift = self.max_price_drift

        min_score = self.min_score

        flips = self.flips

        ct_account_ids: list[str] | Unset = UNSET
        if not isinstance(self.ct_account_ids, Unset):
            ct_account_ids = []
            for ct_account_ids_item_data in self.ct_account_ids:
                ct_account_ids_item = str(ct_account_ids_item_data)
                ct_account_ids.append(ct_account_ids_item)

        handles: list[str] | Unset = UNSET
        if not isinstance(self.handles, Unset):
            handles = self.handles

        institute_ids: list[str] | Unset = UNSET
        if not isinstance(self.institute_ids, Unset):
            institute_ids = []
            for institute_ids_item_data in self.institute_ids:
                institute_ids_item = str(institute_ids_item_data)
                institute_ids.append(institute_ids_item)

        proof_of_intent: dict[str, Any] | None | Unset
        if isinstance(self.proof_of_intent, Unset):
            proof_of_intent = UNSET
        elif isinstance(self.proof_of_intent, ProofIn):
            proof_of_intent = self.proof_of_intent.to_dict()
        else:
            proof_of_intent = self.proof_of_intent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if creator_wallet is not UNSET:
            field_dict["creatorWallet"] = creator_wallet
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
        if ct_account_ids is not UNSET:
            field_dict["ctAccountIds"] = ct_account_ids
        if handles is not UNSET:
            field_dict["handles"] = handles
        if institute_ids is not UNSET:
            field_dict["instituteIds"] = institute_ids
        if proof_of_intent is not UNSET:
            field_dict["proofOfIntent"] = proof_of_intent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.proof_in import ProofIn  # noqa: PLC0415
        from ..models.risk_plan_in import RiskPlanIn  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        def _parse_creator_wallet(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        creator_wallet = _parse_creator_wallet(d.pop("creatorWallet", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        _venue = d.pop("venue", UNSET)
        venue: AgentVenue | Unset
        if isinstance(_venue, Unset):
            venue = UNSET
        else:
            venue = check_agent_venue(_venue)

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

        _status = d.pop("status", UNSET)
        status: AgentStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = check_agent_status(_status)

        weights = cast(list[int], d.pop("weights", UNSET))

        def _parse_profit_receiver_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profit_receiver_address = _parse_profit_receiver_address(
            d.pop("profitReceiverAddress", UNSET)
        )

        _risk_plan = d.pop("riskPlan", UNSET)
        risk_plan: RiskPlanIn | Unset
        if isinstance(_risk_plan, Unset):
            risk_plan = UNSET
        else:
            risk_plan = RiskPlanIn.from_dict(_risk_plan)

        def _parse_leverage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        leverage = _parse_leverage(d.pop("leverage", UNSET))

        leverage_cap = d.pop("leverageCap", UNSET)

        max_price_drift = d.pop("maxPriceDrift", UNSET)

        min_score = d.pop("minScore", UNSET)

        flips = d.pop("flips", UNSET)

        _ct_account_ids = d.pop("ctAccountIds", UNSET)
        ct_account_ids: list[UUID] | Unset = UNSET
        if _ct_account_ids is not UNSET:
            ct_account_ids = []
            for ct_account_ids_item_data in _ct_account_ids:
                ct_account_ids_item = UUID(ct_account_ids_item_data)

                ct_account_ids.append(ct_account_ids_item)

        handles = cast(list[str], d.pop("handles", UNSET))

        _institute_ids = d.pop("instituteIds", UNSET)
        institute_ids: list[UUID] | Unset = UNSET
        if _institute_ids is not UNSET:
            institute_ids = []
            for institute_ids_item_data in _institute_ids:
                institute_ids_item = UUID(institute_ids_item_data)

                institute_ids.append(institute_ids_item)

        def _parse_proof_of_intent(data: object) -> None | ProofIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                proof_of_intent_type_0 = ProofIn.from_dict(data)

                return proof_of_intent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProofIn | Unset, data)

        proof_of_intent = _parse_proof_of_intent(d.pop("proofOfIntent", UNSET))

        agent_in = cls(
            name=name,
            creator_wallet=creator_wallet,
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
            ct_account_ids=ct_account_ids,
            handles=handles,
            institute_ids=institute_ids,
            proof_of_intent=proof_of_intent,
        )

        return agent_in
