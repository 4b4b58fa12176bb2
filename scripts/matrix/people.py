"""Who trades on the field: two agents with a source each, and wallets that follow them both."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import source_id

MATRIX = UUID("2d1f6a70-9a53-5c0e-8a55-6a2c6f0e8f11")
AGENTS = 2
"""One enters a coin while the other leaves the coin it entered before."""
_COINS = "SOL ARB ATOM BTC ETH DOGE HYPE XRP BNB LINK AVAX OP SUI ADA DOT LTC NEAR UNI AAVE TRX"
COINS = tuple(_COINS.split())
"""A coin a batch: within six hours an agent has one signal a token."""
PATIENT = RiskPlan(hard_stop=Decimal("0.3"), trail_activation=None)
"""Ends nothing by itself: the matrix says when."""


def handle(number: int) -> str:
    """Name the source that an agent listens to."""
    return f"matrix{number}"


def agent_id(number: int) -> AgentId:
    """Name an agent."""
    return AgentId(uuid5(MATRIX, f"agent/{number}"))


def wallet(number: int) -> Wallet:
    """Spell a wallet's address."""
    return f"0x{0xA0000 + number:040x}"


def wallets(count: int) -> Iterator[Wallet]:
    """Yield so many addresses."""
    return (wallet(n) for n in range(count))


async def seed(units: UnitsOfWork, count: int) -> None:
    """Store the sources, the agents that follow them, and a deployment of each on each wallet."""
    async with units() as uow:
        for number in range(AGENTS):
            source = source_id(SourceKind.X, handle(number))
            await uow.agents.save_source(
                Source(id=source, kind=SourceKind.X, handle=handle(number))
            )
            await uow.agents.save_agent(_agent(number), [source])
            for each in wallets(count):
                await uow.agents.save_deployment(_deployment(number, each))


def _agent(number: int) -> Agent:
    return Agent(
        id=agent_id(number),
        creator_wallet=wallet(99_999),
        name=f"the matrix, {number}",
        status=AgentStatus.PUBLIC,
        venues=(VenueName.HYPERLIQUID,),
        risk_plan=PATIENT,
    )


def _deployment(number: int, user: Wallet) -> Deployment:
    return Deployment(
        id=DeploymentId(uuid5(MATRIX, f"deployment/{number}/{user}")),
        agent_id=agent_id(number),
        user_wallet=user,
        account=user,
        network=Network.TESTNET,
        status=DeploymentStatus.ACTIVE,
        enabled_venues=(VenueName.HYPERLIQUID,),
        sub_active=True,
        trial_ends_at=None,
        next_billing_at=None,
    )
