"""What counts against limits, read from both stores: the same questions, the same answers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import AgentId, Network, PositionId, VenueName
from domain.breakers import Breaker
from domain.errors import NotFound
from domain.halts import Halt, HaltScope, HaltStrength
from domain.jumps import Doubt
from domain.markets import marked
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.ports.venue import Quote
from domain.risk import Wanted, day_of
from domain.risk_limits import EVERY, PLATFORM, Limit, LimitName, LimitScope
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from tests.factories import NOON, a_deployment, a_wallet, an_agent, an_id
from tests.factories_positions import a_position, a_signal

pytestmark = pytest.mark.integration
Question = Callable[[UnitOfWork], Awaitable[object]]
HOUR = timedelta(hours=1)
LIMITS = [
    Limit(scope=LimitScope.WALLET, name=LimitName.ORDER_NOTIONAL, value=Decimal("12.50")),
    Limit(
        scope=LimitScope.WALLET,
        target=a_wallet(1),
        name=LimitName.ORDER_NOTIONAL,
        value=Decimal(10),
    ),
    Limit(scope=LimitScope.PLATFORM, name=LimitName.DRAWDOWN, value=Decimal(0)),
]


@pytest.fixture
async def stores(engine: AsyncEngine, units: UnitsOfWork) -> list[UnitsOfWork]:
    """Fill both stores with the same positions of two agents on two wallets."""
    ids = await _positions(engine)
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    async with units() as uow, memory.units() as copy:
        await copy.positions.save(list((await uow.positions.lock(ids)).values()))
    mark = marked(VenueName.PAPER, Quote(symbol="BTC", price=Decimal(110), seen_at=NOON))
    for begun in (units, memory.units):
        async with begun() as uow:
            await uow.markets.save_marks([mark])
    return [units, memory.units]


async def _positions(engine: AsyncEngine) -> list[PositionId]:
    agents = [await an_agent(engine, name) for name in "ab"]
    deployments = [await a_deployment(engine, agent, n) for n, agent in enumerate(agents, 1)]
    held = {"opened_quantity": 2, "entry_price": 100, "hard_stop_price": 1, "opened_at": NOON}
    some: list[tuple[int, int, dict[str, Any]]] = [
        (0, 1, {"status": "OPENING", "symbol": "SOL"}),
        (0, 1, held | {"status": "OPEN", "quantity": 2, "leverage": Decimal("2.5")}),
        (1, 2, held | {"status": "CLOSING", "quantity": 1, "side": "SHORT"}),
        (1, 2, held | {"status": "OPEN", "quantity": 2, "symbol": "ETH"}),
        (0, 1, _closed("HARD_STOP_LOSS", "-40.5", 2)),
        (0, 1, _closed("TRAILING_STOP", "12", 1)),
        (0, 2, _closed("TRAILING_STOP", "-3", 3, symbol="ETH")),
        (1, 2, _closed("LIQUIDATED", None, 4)),
        (1, 2, _closed("STOP_LOSS", "-500", 13)),
        (1, 1, {"status": "OPEN_FAILED", "closed_at": NOON, "exit_reason": "OPEN_FAILED"}),
    ]
    ids = []
    for n, (agent, wallet, values) in enumerate(some):
        signal_id = await a_signal(engine, agents[agent], f"{n}")
        row = values | {"wallet": a_wallet(wallet)}
        named = await a_position(engine, agents[agent], deployments[agent], signal_id, **row)
        ids.append(PositionId(named))
    return ids


def _closed(reason: str, won: str | None, hours: int, symbol: str = "BTC") -> dict[str, Any]:
    return {
        "status": "CLOSED",
        "symbol": symbol,
        "exit_reason": reason,
        "closed_at": NOON - hours * HOUR,
        "net_pnl": None if won is None else Decimal(won),
    }


async def both(stores: list[UnitsOfWork], ask: Question) -> Any:
    answers = []
    for units in stores:
        async with units() as uow:
            answers.append(await ask(uow))
    assert answers[0] == answers[1]
    return answers[0]


def to_read(**values: Any) -> Wanted:
    asked: dict[str, Any] = {
        "agents": frozenset({AgentId(an_id("agent/a"))}),
        "wallets": frozenset({a_wallet(2)}),
        "live": frozenset(),
        "ended": frozenset(),
        "day": day_of(NOON),
        "since": NOON - 20 * HOUR,
    }
    return Wanted(**asked | values)


WALLET, AGENT = (LimitScope.WALLET, a_wallet(2)), (LimitScope.AGENT, str(an_id("agent/a")))


async def test_live_positions_are_counted_by_wallet_agent_and_platform(
    stores: list[UnitsOfWork],
) -> None:
    async def ask(uow: UnitOfWork) -> object:
        standing = await uow.risk.standing(to_read(live=frozenset(LimitScope)))
        return standing.exposure, standing.positions

    assert await both(stores, ask) == (
        {
            (WALLET, "BTC"): 100,
            (WALLET, "ETH"): 100,
            (AGENT, "SOL"): 100,
            (AGENT, "BTC"): 250,
            (PLATFORM, "SOL"): 100,
            (PLATFORM, "BTC"): 350,
            (PLATFORM, "ETH"): 100,
        },
        {WALLET: 2, AGENT: 2, PLATFORM: 4},
    )


async def test_what_was_lost_today_and_the_last_losing_stops_are_found(
    stores: list[UnitsOfWork],
) -> None:
    async def ask(uow: UnitOfWork) -> object:
        standing = await uow.risk.standing(to_read(ended=frozenset(LimitScope)))
        return standing.results, standing.stopped

    assert await both(stores, ask) == (
        {WALLET: Decimal(-3), AGENT: Decimal("-31.5"), PLATFORM: Decimal("-31.5")},
        {
            (WALLET, "ETH"): NOON - 3 * HOUR,
            (WALLET, "BTC"): NOON - 4 * HOUR,
            (AGENT, "BTC"): NOON - 2 * HOUR,
            (AGENT, "ETH"): NOON - 3 * HOUR,
            (PLATFORM, "BTC"): NOON - 2 * HOUR,
            (PLATFORM, "ETH"): NOON - 3 * HOUR,
        },
    )


async def test_a_stop_further_back_than_any_cooldown_is_forgotten(
    stores: list[UnitsOfWork],
) -> None:
    async def ask(uow: UnitOfWork) -> object:
        asked = to_read(ended=frozenset({LimitScope.AGENT}), since=NOON - HOUR)
        standing = await uow.risk.standing(asked)
        return standing.stopped, standing.results

    assert await both(stores, ask) == ({}, {AGENT: Decimal("-31.5")})


async def test_the_result_of_the_day_takes_open_positions_at_their_marks(
    stores: list[UnitsOfWork],
) -> None:
    async def ask(uow: UnitOfWork) -> object:
        return await uow.risk.results(frozenset(LimitScope), day_of(NOON))

    assert await both(stores, ask) == {
        (LimitScope.WALLET, a_wallet(1)): Decimal("-8.5"),
        WALLET: Decimal(-13),
        AGENT: Decimal("-11.5"),
        (LimitScope.AGENT, str(an_id("agent/b"))): Decimal(-10),
        PLATFORM: Decimal("-21.5"),
    }


async def test_where_nobody_ever_traded_there_is_no_result(units: UnitsOfWork) -> None:
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))

    async def ask(uow: UnitOfWork) -> object:
        return await uow.risk.results(frozenset(LimitScope), day_of(NOON))

    assert await both([units, memory.units], ask) == {}


async def test_limits_are_set_replaced_cleared_and_found_by_target(
    stores: list[UnitsOfWork],
) -> None:
    async def ask(uow: UnitOfWork) -> object:
        for limit in LIMITS:
            await uow.risk.set_limit(limit, "ops", NOON)
        again = Limit(scope=LimitScope.PLATFORM, name=LimitName.DRAWDOWN, value=Decimal(7))
        await uow.risk.set_limit(again, "ops", NOON)
        told = [await uow.risk.limits(), await uow.risk.limits([]), await uow.risk.limits(["x"])]
        await uow.risk.clear_limit(LimitScope.WALLET, EVERY, LimitName.ORDER_NOTIONAL)
        told.append(await uow.risk.limits([a_wallet(1)]))
        with pytest.raises(NotFound, match="no limit order_notional was set for WALLET"):
            await uow.risk.clear_limit(LimitScope.WALLET, EVERY, LimitName.ORDER_NOTIONAL)
        return [[(each.name, each.target, each.value) for each in some] for some in told]

    platform = ("drawdown", EVERY, 7)
    every, one = ("order_notional", EVERY, Decimal("12.5")), ("order_notional", a_wallet(1), 10)
    assert await both(stores, ask) == [
        [platform, every, one],
        [platform, every],
        [platform, every],
        [platform, one],
    ]


async def test_breakers_are_kept_and_kept_anew(stores: list[UnitsOfWork]) -> None:
    first = Breaker(target=PLATFORM, day=day_of(NOON), peak=Decimal(5), looked_at=NOON)
    later = Breaker(
        target=PLATFORM,
        day=day_of(NOON),
        peak=Decimal(9),
        looked_at=NOON + HOUR,
        halt_id=an_id("halt"),
    )

    async def ask(uow: UnitOfWork) -> object:
        await uow.risk.save_breakers([])
        told = [list(await uow.risk.breakers())]
        for breaker in (first, later):
            await uow.risk.save_breakers([breaker])
            told.append(list(await uow.risk.breakers()))
        return told

    assert await both(stores, ask) == [[], [first], [later]]


async def test_what_a_halt_covers_comes_the_largest_first(stores: list[UnitsOfWork]) -> None:
    async def ask(uow: UnitOfWork) -> object:
        told = []
        for scope, target in ((HaltScope.GLOBAL, None), (HaltScope.WALLET, a_wallet(1))):
            halt = Halt(
                id=an_id("halt"),
                scope=scope,
                target=target,
                strength=HaltStrength.FLATTEN,
                reason="drill",
            )
            told.append(await uow.positions.covered(halt, now=NOON, limit=5))
        return told

    everything, mine = await both(stores, ask)
    assert (len(everything), len(mine)) == (2, 1)
    assert set(mine) < set(everything)


async def test_a_doubted_mark_quotes_nothing_until_a_newer_one_is_believed(
    stores: list[UnitsOfWork],
) -> None:
    at = NOON + timedelta(seconds=1)
    doubt = Doubt(price=Decimal(50), since=at, agreed_since=at, at=at, looks=1)
    place = (VenueName.PAPER, "BTC")

    async def ask(uow: UnitOfWork) -> object:
        markets, mark = uow.markets, marked(VenueName.PAPER, _quote(1, "50"))
        await markets.note_doubts({place: doubt}, [mark])
        told = [await markets.known(["BTC", "ETH"]), await markets.quotes(["BTC"], [place[0]])]
        await markets.save_marks([marked(VenueName.PAPER, _quote(2, "51"))])
        return [*told, await markets.known(["BTC"]), await markets.quotes(["BTC"], [place[0]])]

    before, nothing, after, quotes = await both(stores, ask)
    assert (before[place].price, before[place].doubt) == (110, doubt)
    assert nothing == {"BTC": {}}
    assert (after[place].price, after[place].doubt) == (51, None)
    assert quotes["BTC"][VenueName.PAPER].price == 51


def _quote(second: int, price: str) -> Quote:
    return Quote(symbol="BTC", price=Decimal(price), seen_at=NOON + timedelta(seconds=second))
