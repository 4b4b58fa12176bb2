"""The same questions put to any store, for comparing what two of them answer."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts.market import (
    AgentId,
    Network,
    RiskPlan,
    Side,
    SourceId,
    VenueName,
)
from contracts.positions import PriceMarked
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.errors import NotFound
from domain.halts import Halt, HaltScope, HaltStrength
from domain.markets import marked
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Market, Quote
from domain.posts import Judgement
from tests.factories import NOON, a_wallet, an_id
from tests.factories_orders import an_entry
from tests.factories_posts import a_post
from tests.factories_signals import a_call, a_verdict

MINUTE = timedelta(minutes=1)
POLICY = Policy()
AGENT = AgentId(an_id("agent/momentum"))
ALICE = SourceId(an_id("source/alice"))
ENTRIES = [an_entry(n) for n in (1, 2)]
RIVAL = an_entry(
    3, wallet=a_wallet(1), position_id=an_id("position/rival"), intent_id=an_id("intent/rival")
)
"""Another deployment of the first wallet, after the same symbol."""


def a_mark(price: str, minute: float, symbol: str = "BTC") -> PriceMarked:
    seen_at = NOON + minute * MINUTE
    quote = Quote(symbol=symbol, price=Decimal(price), seen_at=seen_at)
    return marked(VenueName.PAPER, quote)


def a_deployment(n: int, **values: Any) -> Deployment:
    row: dict[str, Any] = {
        "id": an_entry(n).deployment_id,
        "agent_id": AGENT,
        "user_wallet": a_wallet(n),
        "account": a_wallet(1) if n == 3 else a_wallet(n),
        "network": Network.PAPER,
        "status": DeploymentStatus.ACTIVE,
        "enabled_venues": (VenueName.PAPER,),
        "sub_active": True,
        "trial_ends_at": None,
        "next_billing_at": None,
    }
    return Deployment(**row | values)


async def of_people(units: UnitsOfWork) -> list[object]:
    """Save everybody, and ask who follows whom, on which wallets, and under which halts."""
    async with units() as uow:
        agents, halts = uow.agents, uow.halts
        told: list[object] = [
            await agents.save_source(Source(id=ALICE, kind=SourceKind.X, handle="@Alice")),
            await agents.save_source(
                Source(id=SourceId(an_id("another")), kind=SourceKind.X, handle="alice")
            ),
        ]
        agent = Agent(
            id=AGENT,
            creator_wallet=a_wallet(7),
            name="Momentum",
            status=AgentStatus.PUBLIC,
            venues=(VenueName.PAPER,),
            risk_plan=RiskPlan(),
        )
        await agents.save_agent(agent, [ALICE])
        told += [await agents.save_deployment(a_deployment(n)) for n in (1, 2, 3)]
        told += [
            await agents.following([ALICE, SourceId(an_id("nobody"))]),
            await agents.get([AGENT]),
            {
                key: sorted(each.id for each in some)
                for key, some in (await agents.deployments([AGENT])).items()
            },
            await agents.wallets(),
            await agents.ready([a_wallet(1)], [VenueName.PAPER, VenueName.GMX]),
            await agents.deployment(a_deployment(2).id),
        ]
        halt = Halt(
            id=an_id("halt"),
            scope=HaltScope.AGENT,
            target=str(AGENT),
            strength=HaltStrength.FLATTEN,
            reason="drill",
        )
        await halts.raise_halt(halt, "ops", NOON)
        await halts.raise_halt(replace(halt, reason="again"), "ops", NOON)
        told.append(await halts.in_force())
        await halts.lift(halt.id, NOON + MINUTE)
        told.append(await halts.in_force())
        for missing in (agents.get([AgentId(an_id("?"))]), halts.lift(an_id("?"), NOON)):
            try:
                await missing
            except NotFound as error:
                told.append(type(error))
        return told


async def of_markets(units: UnitsOfWork) -> list[object]:
    """List markets, mark them in and out of order, and tell balances."""
    venues = [VenueName.PAPER, VenueName.GMX]
    btc, eth = (
        Market(
            symbol=symbol,
            min_notional=Decimal(10),
            lot=Decimal("0.01"),
            tick=Decimal("0.1"),
            max_leverage=Decimal(10),
        )
        for symbol in ("BTC", "ETH")
    )
    async with units() as uow:
        markets = uow.markets
        await markets.save_markets(VenueName.PAPER, [btc, eth], NOON)
        await markets.save_markets(VenueName.PAPER, [btc], NOON + MINUTE)
        await markets.save_markets(VenueName.PAPER, [eth], NOON - MINUTE)
        told: list[object] = [await markets.tradable(["BTC", "ETH", "SOL"], venues)]
        for marks in ([a_mark("60000", 0), a_mark("3000", 0, "ETH")], [a_mark("59000", -1)]):
            told += [[mark.symbol for mark in await markets.save_marks(marks)]]
        told += [
            await markets.quotes(["BTC", "SOL"], venues),
            await markets.stale(VenueName.PAPER, NOON + MINUTE),
            await markets.stale(VenueName.PAPER, NOON),
        ]
        for amount, minute in ((100, 0), (50, -1), (200, 1)):
            balances = {a_wallet(1): Decimal(amount)}
            await markets.save_balances(VenueName.PAPER, balances, NOON + minute * MINUTE)
        told.append(await markets.balances(venues, [a_wallet(1), a_wallet(2)]))
        return told


async def of_posts(units: UnitsOfWork) -> list[object]:
    """Publish posts, have them judged once, and count their votes."""
    async with units() as uow:
        sources = await uow.posts.ensure_sources(SourceKind.X, {"alice", "bob"})
        posts = [
            replace(a_post(n), source=sources[handle]) for n, handle in ((1, "alice"), (2, "bob"))
        ]
        messages = await uow.posts.publish([*posts, posts[0]], NOON)
        told: list[object] = [messages, await uow.posts.publish(posts, NOON + MINUTE)]
        for message in [*messages, messages[0]]:
            await uow.posts.ask_for_verdict(message, "rules-1", NOON)
        told.append(await uow.posts.pending())
    async with units() as uow:
        work = await uow.posts.claim_unclassified(5, lease=MINUTE, now=NOON)
        told += [sorted(each.post_id for each in work), [each.attempts for each in work]]
        told.append(await uow.posts.claim_unclassified(5, lease=MINUTE, now=NOON))
    async with units() as uow:
        first, second = sorted(work, key=lambda each: each.post_id)
        verdict = a_verdict(a_call("SOL", Side.LONG))
        judged = Judgement(work=first, verdict=verdict, fingerprint="long sol")
        again = Judgement(work=second, error="away", again_at=NOON + MINUTE)
        stolen = Judgement(work=replace(second, lease=an_id("theirs")), verdict=verdict)
        done = await uow.posts.record_judgements([judged, again, stolen], NOON)
        told += [[each.work.post_id for each in done], await uow.posts.pending()]
        told.append(await uow.posts.votes(NOON - MINUTE, NOON + MINUTE))
        told.append(await uow.posts.votes(NOON + MINUTE, NOON + 2 * MINUTE))
    return told
