"""A deployment before a signal, in a world where every venue takes it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, VenueName
from contracts.signals import SignalRaised
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus
from domain.markets import Balance
from domain.policy import Policy
from domain.ports.venue import Market, Quote
from domain.routing import Case, Scene
from tests.factories import NOON, a_wallet, an_id
from tests.factories_signals import a_signal

HL, OSTIUM, GMX, SPOT = (
    VenueName.HYPERLIQUID,
    VenueName.OSTIUM,
    VenueName.GMX,
    VenueName.SPOT,
)
USER, SAFE = a_wallet(1), a_wallet(2)
AGENT = Agent(
    id=AgentId(an_id("agent/a")),
    creator_wallet=a_wallet(9),
    name="a",
    status=AgentStatus.PUBLIC,
    venues=(HL, OSTIUM, GMX, SPOT),
    risk_plan=RiskPlan(),
)
DEPLOYMENT = Deployment(
    id=DeploymentId(an_id("deployment/a")),
    agent_id=AGENT.id,
    user_wallet=USER,
    account=SAFE,
    network=Network.PAPER,
    status=DeploymentStatus.ACTIVE,
    enabled_venues=(SPOT, GMX, OSTIUM, HL),
    sub_active=True,
    trial_ends_at=None,
    next_billing_at=None,
)
MARKET = Market(
    symbol="BTC",
    min_notional=Decimal(10),
    lot=Decimal("0.00001"),
    tick=Decimal("0.01"),
    max_leverage=Decimal(20),
)
QUOTE = Quote(symbol="BTC", price=Decimal(60000), seen_at=NOON)
BALANCE = Balance(available=Decimal(10000), seen_at=NOON)


def a_scene(**values: Any) -> Scene:
    scene = Scene(
        now=NOON,
        policy=Policy(),
        markets=dict.fromkeys(AGENT.venues, MARKET),
        quotes=dict.fromkeys(AGENT.venues, QUOTE),
        ready=dict.fromkeys(AGENT.venues, frozenset({USER})),
        balances={venue: {SAFE: BALANCE} for venue in AGENT.venues},
    )
    return replace(scene, **values)


def a_case(
    scene: Scene | None = None,
    *,
    agent: Agent = AGENT,
    deployment: Deployment = DEPLOYMENT,
    **signal: Any,
) -> Case:
    message: SignalRaised = a_signal(agent.id, an_id("source/a"), **signal)
    return Case(signal=message, agent=agent, deployment=deployment, scene=scene or a_scene())
