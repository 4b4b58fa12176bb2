"""Who trades on the field: one source and agent a batch, the same wallets for all of them."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import source_id

MATRIX = UUID("2d1f6a70-9a53-5c0e-8a55-6a2c6f0e8f11")
HANDLE = "matrix"
_COINS = "SOL ARB ATOM BTC ETH DOGE HYPE XRP BNB LINK AVAX OP SUI ADA DOT LTC NEAR UNI AAVE TRX"
COINS = tuple(_COINS.split())
"""A coin a batch: within six hours an agent has one signal a token."""
PATIENT = RiskPlan(hard_stop=Decimal("0.3"), trail_activation=None)
"""Ends nothing by itself: the matrix says when."""


def agent_id() -> AgentId:
    """Name the one agent."""
    return AgentId(uuid5(MATRIX, "agent"))


def wallet(number: int) -> Wallet:
    """Spell a wallet's address."""
    return f"0x{0xA0000 + number:040x}"


def wallets(count: int) -> Iterator[Wallet]:
    """Yield so many addresses."""
    return (wallet(n) for n in range(count))


async def seed(units: UnitsOfWork, count: int) -> None:
    """Store the source, the agent that follows it, and a deployment on each wallet."""
    source = source_id(SourceKind.X, HANDLE)
    async with units() as uow:
        await uow.agents.save_source(Source(id=source, kind=SourceKind.X, handle=HANDLE))
        await uow.agents.save_agent(_agent(), [source])
        for each in wallets(count):
            await uow.agents.save_deployment(_deployment(each))


def _agent() -> Agent:
    return Agent(
        id=agent_id(),
        creator_wallet=wallet(99_999),
        name="the matrix",
        status=AgentStatus.PUBLIC,
        venues=(VenueName.HYPERLIQUID,),
        risk_plan=PATIENT,
    )


def _deployment(user: Wallet) -> Deployment:
    return Deployment(
        id=DeploymentId(uuid5(MATRIX, f"deployment/{user}")),
        agent_id=agent_id(),
        user_wallet=user,
        account=user,
        network=Network.TESTNET,
        status=DeploymentStatus.ACTIVE,
        enabled_venues=(VenueName.HYPERLIQUID,),
        sub_active=True,
        trial_ends_at=None,
        next_billing_at=None,
    )
