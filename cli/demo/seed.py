"""Who takes part in the demo: sources, agents, and the wallets they run on."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, SourceId, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.ports.unit_of_work import UnitsOfWork

DEMO = UUID("5b0f2a5e-6f0a-5f0e-9a3c-0f5d8f2c7a11")
CREATOR = 7
SOLO_WALLET = 9
"""The wallet of the one deployment of the one agent that follows its source."""


USUAL = RiskPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """An agent with those it follows and the wallets it runs on; `paused` ones hold still."""

    name: str
    follows: tuple[str, ...]
    wallets: tuple[int, ...]
    status: AgentStatus = AgentStatus.PUBLIC
    paused: tuple[int, ...] = ()
    leverage: Decimal | None = None
    plan: RiskPlan = USUAL
    venues: tuple[VenueName, ...] = (VenueName.PAPER,)


CAST = (
    Cast(
        name="Tide Momentum",
        follows=("tidecaller", "moss_trades", "gammagoose"),
        wallets=(1, 2, 3, 4),
        paused=(4,),
        plan=RiskPlan(max_holding_seconds=43_200),
    ),
    Cast(
        name="Slow Swing",
        follows=("perp_pilgrim", "slowfuse", "tidecaller"),
        wallets=(1, 5, 6),
        leverage=Decimal(3),
        plan=RiskPlan(take_profit=Decimal("0.06")),
    ),
    Cast(
        name="North Desk",
        follows=("northpier", "wickwatcher"),
        wallets=(CREATOR, 8),
        status=AgentStatus.PRIVATE,
        plan=RiskPlan(max_holding_seconds=86_400),
    ),
    Cast(
        name="Half Finished",
        follows=("quietcandle", "chainclerk"),
        wallets=(2,),
        status=AgentStatus.DRAFT,
    ),
    Cast(
        name="Basis Alone",
        follows=("basis_betty",),
        wallets=(SOLO_WALLET,),
        venues=(VenueName.HYPERLIQUID, VenueName.PAPER),
    ),
)


def wallet(n: int) -> Wallet:
    """Return the address of the demo's wallet number n."""
    return f"0x{n:040x}"


async def seed(units: UnitsOfWork) -> None:
    """Store everyone; doing it again changes nothing."""
    async with units() as uow:
        for handle in sorted({handle for cast in CAST for handle in cast.follows}):
            await uow.agents.save_source(_source(handle))
        for cast in CAST:
            await uow.agents.save_agent(_agent(cast), [_source(h).id for h in cast.follows])
            for deployment in _deployments(cast):
                await uow.agents.save_deployment(deployment)


def _source(handle: str) -> Source:
    id_ = SourceId(uuid5(DEMO, f"source/{handle}"))
    return Source(id=id_, kind=SourceKind.X, handle=handle)


def _agent(cast: Cast) -> Agent:
    return Agent(
        id=AgentId(uuid5(DEMO, f"agent/{cast.name}")),
        creator_wallet=wallet(CREATOR),
        name=cast.name,
        status=cast.status,
        venues=cast.venues,
        risk_plan=cast.plan,
        leverage=cast.leverage,
    )


def _deployments(cast: Cast) -> Iterator[Deployment]:
    agent_id = _agent(cast).id
    for n in cast.wallets:
        yield Deployment(
            id=DeploymentId(uuid5(agent_id, f"deployment/{n}")),
            agent_id=agent_id,
            user_wallet=wallet(n),
            account=wallet(n),
            network=Network.PAPER,
            status=DeploymentStatus.PAUSED if n in cast.paused else DeploymentStatus.ACTIVE,
            enabled_venues=(VenueName.PAPER,),
            sub_active=True,
            trial_ends_at=None,
            next_billing_at=None,
        )
