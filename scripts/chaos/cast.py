"""Who takes part: sources, the agents that follow them, and the wallets they run on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import source_id

CHAOS = UUID("0b7a6c1e-52f5-5c9b-8d2e-6f1f4f3f9c02")
PROXIED = tuple(f"proxied{n:02}" for n in range(25))
"""Accounts whose posts come through the X proxy."""
INGESTED = tuple(f"ingested{n:02}" for n in range(15))
"""Accounts whose posts are written to the database at once."""
HANDLES = PROXIED + INGESTED
TRADING_WALLETS = 16
HOLDING_WALLETS = (17, 18, 19, 20)
TIGHT = RiskPlan(
    hard_stop=Decimal("0.003"),
    trail_activation=Decimal("0.003"),
    trail_distance=Decimal("0.001"),
    max_holding_seconds=8,
)
GREEDY = RiskPlan(
    hard_stop=Decimal("0.004"),
    trail_activation=None,
    take_profit=Decimal("0.004"),
    max_holding_seconds=6,
)
PATIENT = RiskPlan(hard_stop=Decimal("0.5"), trail_activation=None)
"""Never ends here, so that something is held when the books are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """An agent, those it follows, and the wallets it runs on by number."""

    name: str
    follows: tuple[str, ...]
    wallets: tuple[int, ...]
    plan: RiskPlan

    @property
    def id(self) -> AgentId:
        """Derive the agent's id from its name."""
        return AgentId(uuid5(CHAOS, f"agent/{self.name}"))


def cast() -> Iterator[Cast]:
    """Yield one agent a source, two that follow several for many wallets, and the patient."""
    for n, handle in enumerate(HANDLES):
        number = 1 + n % TRADING_WALLETS
        plan = TIGHT if n % 2 else GREEDY
        yield Cast(name=f"follower of {handle}", follows=(handle,), wallets=(number,), plan=plan)
    for n in range(2):
        three = (PROXIED[n], PROXIED[n + 7], INGESTED[n])
        some = tuple(range(1 + n, 1 + TRADING_WALLETS, 3))
        yield Cast(name=f"crowd {n}", follows=three, wallets=some, plan=TIGHT)
    for n, number in enumerate(HOLDING_WALLETS):
        two = (PROXIED[n + 3], INGESTED[n + 3])
        yield Cast(name=f"holder {n}", follows=two, wallets=(number,), plan=PATIENT)


def followers() -> Mapping[str, list[AgentId]]:
    """Tell which agents follow an account."""
    found: dict[str, list[AgentId]] = {handle: [] for handle in HANDLES}
    for each in cast():
        for handle in each.follows:
            found[handle].append(each.id)
    return found


async def seed(units: UnitsOfWork, venue: VenueName, network: Network) -> None:
    """Store everyone, to trade on one venue."""
    async with units() as uow:
        for handle in HANDLES:
            id_ = source_id(SourceKind.X, handle)
            await uow.agents.save_source(Source(id=id_, kind=SourceKind.X, handle=handle))
        for each in cast():
            sources = [source_id(SourceKind.X, handle) for handle in each.follows]
            await uow.agents.save_agent(_agent(each, venue), sources)
            for number in each.wallets:
                await uow.agents.save_deployment(_deployment(each.id, number, venue, network))


def wallets() -> Sequence[Wallet]:
    """List every wallet that somebody trades with."""
    return [wallet(n) for n in sorted({n for each in cast() for n in each.wallets})]


def wallet(number: int) -> Wallet:
    """Spell a wallet's address."""
    return f"0x{number:040x}"


def _agent(each: Cast, venue: VenueName) -> Agent:
    return Agent(
        id=each.id,
        creator_wallet=wallet(999),
        name=each.name,
        status=AgentStatus.PUBLIC,
        venues=(venue,),
        risk_plan=each.plan,
    )


def _deployment(agent_id: AgentId, number: int, venue: VenueName, network: Network) -> Deployment:
    return Deployment(
        id=DeploymentId(uuid5(agent_id, f"deployment/{number}")),
        agent_id=agent_id,
        user_wallet=wallet(number),
        account=wallet(number),
        network=network,
        status=DeploymentStatus.ACTIVE,
        enabled_venues=(venue,),
        sub_active=True,
        trial_ends_at=None,
        next_billing_at=None,
    )
