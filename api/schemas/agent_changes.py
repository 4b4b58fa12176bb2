"""What is said to make an agent, or to change one."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from api.schemas.base import Address, Handle, In, Words
from api.schemas.decimals import Gain, Gearing, Score, Share
from api.schemas.proofs_of_intent import ProofIn
from api.schemas.sources import Prose
from api.schemas.values import ONCE, UNIQUE, WHOLE, Truth
from contracts.market import AgentId, Basis, Network, RiskPlan, SourceId, VenueName, Wallet
from domain.agents import Agent, AgentStatus
from domain.catalogue import NEUTRAL, AgentVenue, Entry, ProofOfIntent, Wanted, venue_order

Percent = Annotated[int, Field(ge=0, le=100), WHOLE]
Weights = Annotated[list[Percent], Field(min_length=8, max_length=8, examples=[[50] * 8])]
"""Tweet, RSI, MACD, Bollinger, volume, moving average, momentum, volatility."""
Seconds = Annotated[int, Field(ge=1, le=366 * 86_400), WHOLE]
Ids = Annotated[list[UUID], Field(max_length=100)]
Handles = Annotated[list[Handle], Field(max_length=100)]
CLEARED = frozenset({"description", "profit_receiver_address", "leverage"})
"""Fields that null empties; everywhere else null says nothing."""


VenueOrder = Annotated[
    list[VenueName],
    Field(min_length=1, max_length=5, json_schema_extra=UNIQUE),
    ONCE,
]
"""Where a MULTI agent looks first; the first that can take a trade takes it."""


class RiskPlanIn(In):
    """When a position ends; what is left out is as it is by default."""

    hard_stop: Share = Decimal("0.10")
    trail_activation: Share | None = Decimal("0.03")
    trail_distance: Share = Decimal("0.01")
    take_profit: Gain | None = None
    max_holding_seconds: Seconds | None = None
    basis: Basis = Basis.PRICE


class AgentIn(In):
    """A new agent with all whom it follows; it is made whole or not at all."""

    creator_wallet: Address | None = None
    """The caller, for nobody makes agents for others."""
    name: Words
    description: Prose | None = None
    venue: AgentVenue = AgentVenue.MULTI
    venues: VenueOrder | None = None
    status: AgentStatus = AgentStatus.PUBLIC
    weights: Weights = Field(default=list(NEUTRAL))
    profit_receiver_address: Address | None = None
    risk_plan: RiskPlanIn = RiskPlanIn()
    leverage: Gearing | None = None
    leverage_cap: Gearing = Decimal(10)
    max_price_drift: Share = Decimal("0.01")
    min_score: Score = Decimal(0)
    flips: Truth = False
    ct_account_ids: Ids = Field(default=[])
    handles: Handles = Field(default=[])
    """X accounts by name; those nobody knew are made known."""
    institute_ids: Ids = Field(default=[])
    proof_of_intent: ProofIn | None = None

    def entry(
        self,
        agent_id: AgentId,
        creator: Wallet,
        network: Network,
        proof: ProofOfIntent | None,
        now: datetime,
    ) -> Entry:
        """Return the agent as it is written down. Raises Conflict for venues that do not fit."""
        agent = Agent(
            id=agent_id,
            creator_wallet=creator,
            name=self.name,
            status=self.status,
            venues=venue_order(self.venue, self.venues, network),
            risk_plan=_plan(self.risk_plan),
            leverage=self.leverage,
            leverage_cap=self.leverage_cap,
            max_price_drift=self.max_price_drift,
            min_score=self.min_score,
            flips=self.flips,
        )
        return Entry(
            agent=agent,
            created_at=now,
            description=self.description,
            weights=tuple(self.weights),
            profit_receiver=self.profit_receiver_address,
            proof=proof,
        )

    @property
    def wanted(self) -> Wanted:
        """Name whom it is to follow."""
        return Wanted(
            account_ids=frozenset(map(SourceId, self.ct_account_ids)),
            handles=frozenset(self.handles),
            institute_ids=frozenset(map(SourceId, self.institute_ids)),
        )


class AgentChangesIn(In):
    """What is to be otherwise; what is left out, or null, stays as it is.

    Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.
    """

    name: Words | None = None
    description: Prose | None = None
    venue: AgentVenue | None = None
    venues: VenueOrder | None = None
    status: AgentStatus | None = None
    weights: Weights | None = None
    profit_receiver_address: Address | None = None
    risk_plan: RiskPlanIn | None = None
    leverage: Gearing | None = None
    leverage_cap: Gearing | None = None
    max_price_drift: Share | None = None
    min_score: Score | None = None
    flips: Truth | None = None

    def applied(self, entry: Entry, network: Network) -> Entry:
        """Return an agent as it is to be. Raises Conflict for venues that do not fit."""
        said = self._said()
        own = {name: said[name] for name in _OF_AGENT & said.keys()}
        agent = replace(entry.agent, **own, venues=self._venues(entry, network))
        if self.risk_plan is not None:
            agent = replace(agent, risk_plan=_plan(self.risk_plan))
        return replace(
            entry,
            agent=agent,
            description=said.get("description", entry.description),
            weights=tuple(said.get("weights", entry.weights)),
            profit_receiver=said.get("profit_receiver_address", entry.profit_receiver),
        )

    def _said(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in self.model_fields_set}
        return {n: value for n, value in named.items() if value is not None or n in CLEARED}

    def _venues(self, entry: Entry, network: Network) -> tuple[VenueName, ...]:
        if self.venue is None and self.venues is None:
            return entry.agent.venues
        return venue_order(self.venue or entry.venue, self.venues, network)


_OF_AGENT = frozenset(
    {"name", "status", "leverage", "leverage_cap", "max_price_drift", "min_score", "flips"}
)


def _plan(said: RiskPlanIn) -> RiskPlan:
    return RiskPlan(**said.model_dump())
