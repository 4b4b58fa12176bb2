from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.agent_venue import AgentVenue, check_agent_venue
from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.risk_plan_out import RiskPlanOut


T = TypeVar("T", bound="AgentOut")


@_attrs_define
class AgentOut:
    """An agent as it is written down.

    Attributes:
        id (UUID):
        creator_wallet (str):
        name (str):
        description (None | str):
        venue (AgentVenue): Where an agent trades: on one venue, or on the first of several that can.
        venues (list[VenueName]):
        status (AgentStatus):
        weights (list[int]):
        profit_receiver_address (None | str):
        risk_plan (RiskPlanOut): When a position ends; percentages are fractions of the basis.
        leverage (None | str):
        leverage_cap (str):
        max_price_drift (str):
        min_score (str):
        flips (bool):
        proof_of_intent_message (None | str):
        proof_of_intent_signature (None | str):
        proof_of_intent_timestamp (datetime.datetime | None):
        created_at (datetime.datetime):
    """

    id: UUID
    creator_wallet: str
    name: str
    description: None | str
    venue: AgentVenue
    venues: list[VenueName]
    status: AgentStatus
    weights: list[int]
    profit_receiver_address: None | str
    risk_plan: RiskPlanOut
    leverage: None | str
    leverage_cap: str
    max_price_drift: str
    min_score: str
    flips: bool
    proof_of_intent_message: None | str
    proof_of_intent_signature: None | str
    proof_of_intent_timestamp: datetime.datetime | None
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        creator_wallet = self.creator_wallet

        name = self.name

        description: None | str
        description = self.description

        venue: str = self.venue

        venues = []
        for venues_item_data in self.venues:
            venues_item: str = venues_item_data
            venues.append(venues_item)

        status: str = self.status

        weights = self.weights

        profit_receiver_address: None | str
        profit_receiver_address = self.profit_receiver_address

        risk_plan = self.risk_plan.to_dict()

        leverage: None | str
        leverage = self.leverage

        leverage_cap = self.leverage_cap

        max_price_drift = self.max_price_drift

        min_score = self.min_score

        flips = self.flips

        proof_of_intent_message: None | str
        proof_of_intent_message = self.proof_of_intent_message

        proof_of_intent_signature: None | str
        proof_of_intent_signature = self.proof_of_intent_signature

        proof_of_intent_timestamp: None | str
        if isinstance(self.proof_of_intent_timestamp, datetime.datetime):
            proof_of_intent_timestamp = self.proof_of_intent_timestamp.isoformat()
        else:
            proof_of_intent_timestamp = self.proof_of_intent_timestamp

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "creatorWallet": creator_wallet,
                "name": name,
                "description": description,
                "venue": venue,
                "venues": venues,
                "status": status,
                "weights": weights,
                "profitReceiverAddress": profit_receiver_address,
                "riskPlan": risk_plan,
                "leverage": leverage,
                "leverageCap": leverage_cap,
                "maxPriceDrift": max_price_drift,
                "minScore": min_score,
                "flips": flips,
                "proofOfIntentMessage": proof_of_intent_message,
                "proofOfIntentSignature": proof_of_intent_signature,
                "proofOfIntentTimestamp": proof_of_intent_timestamp,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.risk_plan_out import RiskPlanOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        creator_wallet = d.pop("creatorWallet")

        name = d.pop("name")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        venue = check_agent_venue(d.pop("venue"))

        venues = []
        _venues = d.pop("venues")
        for venues_item_data in _venues:
            venues_item = check_venue_name(venues_item_data)

            venues.append(venues_item)

        status = check_agent_status(d.pop("status"))

        weights = cast(list[int], d.pop("weights"))

        def _parse_profit_receiver_address(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profit_receiver_address = _parse_profit_receiver_address(
            d.pop("profitReceiverAddress")
        )

        risk_plan = RiskPlanOut.from_dict(d.pop("riskPlan"))

        def _parse_leverage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        leverage = _parse_leverage(d.pop("leverage"))

        leverage_cap = d.pop("leverageCap")

        max_price_drift = d.pop("maxPriceDrift")

        min_score = d.pop("minScore")

        flips = d.pop("flips")

        def _parse_proof_of_intent_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        proof_of_intent_message = _parse_proof_of_intent_message(
            d.pop("proofOfIntentMessage")
        )

        def _parse_proof_of_intent_signature(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        proof_of_intent_signature = _parse_proof_of_intent_signature(
            d.pop("proofOfIntentSignature")
        )

        def _parse_proof_of_intent_timestamp(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                proof_of_intent_timestamp_type_0 = datetime.datetime.fromisoformat(data)

                return proof_of_intent_timestamp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        proof_of_intent_timestamp = _parse_proof_of_intent_timestamp(
            d.pop("proofOfIntentTimestamp")
        )

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        agent_out = cls(
            id=id,
            creator_wallet=creator_wallet,
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
            proof_of_intent_message=proof_of_intent_message,
            proof_of_intent_signature=proof_of_intent_signature,
            proof_of_intent_timestamp=proof_of_intent_timestamp,
            created_at=created_at,
        )

        agent_out.additional_properties = d
        return agent_out

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
