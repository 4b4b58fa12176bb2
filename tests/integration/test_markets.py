"""Markets, marks and balances in a real Postgres: the latest wins, whatever the order."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName
from contracts.positions import PriceMarked
from domain.markets import Balance, marked
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Market, Quote
from infra.database import units_of_work
from tests.factories import NOON, a_balance, a_mark, a_market, a_wallet
from tests.factories_posts import execute, rows

pytestmark = pytest.mark.integration
PAPER, GMX = VenueName.PAPER, VenueName.GMX
BTC = Market(
    symbol="BTC",
    min_notional=Decimal(10),
    lot=Decimal("0.00001"),
    tick=Decimal("0.5"),
    max_leverage=Decimal(50),
    max_slippage=Decimal("0.02"),
)
ETH = replace(BTC, symbol="ETH", tick=Decimal("0.1"))


def a_mark_of(price: str, seconds: int = 0, symbol: str = "BTC") -> PriceMarked:
    seen_at = NOON + timedelta(seconds=seconds)
    return marked(PAPER, Quote(symbol=symbol, price=Decimal(price), seen_at=seen_at))


async def test_a_market_is_read_back_as_the_venue_listed_it(units: UnitsOfWork) -> None:
    async with units() as uow:
        await uow.markets.save_markets(PAPER, [BTC, ETH], NOON)
    async with units() as uow:
        assert await uow.markets.tradable(["BTC"], [PAPER, GMX]) == {"BTC": {PAPER: BTC}}
        assert await uow.markets.tradable(["DOGE"], [PAPER]) == {"DOGE": {}}
        assert await uow.markets.tradable(["BTC"], []) == {"BTC": {}}


async def test_what_a_venue_no_longer_lists_cannot_be_traded_until_it_is_back(
    units: UnitsOfWork,
) -> None:
    async with units() as uow:
        await uow.markets.save_markets(PAPER, [BTC, ETH], NOON)
        await uow.markets.save_markets(GMX, [BTC], NOON)
        await uow.markets.save_markets(PAPER, [ETH], NOON + timedelta(hours=1))
    async with units() as uow:
        assert await uow.markets.tradable(["BTC"], [PAPER, GMX]) == {"BTC": {GMX: BTC}}
        await uow.markets.save_markets(PAPER, [BTC], NOON + timedelta(hours=2))
        assert await uow.markets.tradable(["BTC"], [PAPER]) == {"BTC": {PAPER: BTC}}
        assert await uow.markets.tradable(["ETH"], [PAPER]) == {"ETH": {}}


async def test_new_rules_replace_old_ones_and_a_late_listing_replaces_nothing(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    stricter = replace(BTC, min_notional=Decimal(25))
    async with units() as uow:
        await uow.markets.save_markets(PAPER, [stricter], NOON + timedelta(hours=1))
        await uow.markets.save_markets(PAPER, [BTC, ETH], NOON)
        await uow.markets.save_markets(PAPER, [ETH], NOON)
        assert await uow.markets.tradable(["BTC"], [PAPER]) == {"BTC": {PAPER: stricter}}
    (synced,) = await rows(engine, "select last_synced from market where symbol = 'BTC'")
    assert synced["last_synced"] == NOON + timedelta(hours=1)


async def test_a_network_sees_only_its_own(engine: AsyncEngine, units: UnitsOfWork) -> None:
    await a_market(engine)
    await a_mark(engine)
    await a_balance(engine)
    async with units_of_work(engine, Network.TESTNET)() as uow:
        assert await uow.markets.tradable(["BTC"], [PAPER]) == {"BTC": {}}
        assert await uow.markets.quotes(["BTC"], [PAPER]) == {"BTC": {}}
        assert await uow.markets.balances([PAPER], [a_wallet()]) == {PAPER: {}}
        await uow.markets.save_markets(PAPER, [], NOON)
    async with units() as uow:
        assert PAPER in (await uow.markets.tradable(["BTC"], [PAPER]))["BTC"]


async def test_only_a_newer_mark_replaces_a_mark(units: UnitsOfWork) -> None:
    async with units() as uow:
        stored = [
            bool(await uow.markets.save_marks([a_mark_of(price, seconds)]))
            for price, seconds in (("100", 5), ("90", 4), ("91", 5), ("110", 6))
        ]
        quotes = (await uow.markets.quotes(["BTC"], [PAPER]))["BTC"]
    assert stored == [True, False, False, True]
    assert quotes[PAPER].price == Decimal(110)
    assert quotes[PAPER].seen_at == NOON + timedelta(seconds=6)


async def test_marks_in_any_order_and_twice_end_with_the_latest(units: UnitsOfWork) -> None:
    marks = [a_mark_of(str(100 + n), n) for n in range(20)] * 2
    random.Random(7).shuffle(marks)

    async def save(mark: PriceMarked) -> None:
        async with units() as uow:
            await uow.markets.save_marks([mark])

    await asyncio.gather(*map(save, marks))
    async with units() as uow:
        assert (await uow.markets.quotes(["BTC"], [PAPER]))["BTC"][PAPER].price == Decimal(119)


async def test_marks_not_seen_for_a_while_are_stale(units: UnitsOfWork) -> None:
    async with units() as uow:
        for symbol, seconds in (("SOL", 0), ("BTC", 1), ("ETH", 2)):
            await uow.markets.save_marks([a_mark_of("100", seconds, symbol)])
        stale = await uow.markets.stale(PAPER, NOON + timedelta(seconds=2))
        assert [quote.symbol for quote in stale] == ["BTC", "SOL"]
        assert await uow.markets.stale(GMX, NOON + timedelta(hours=1)) == []


async def test_a_balance_is_read_back_with_the_moment_it_was_seen(units: UnitsOfWork) -> None:
    later = NOON + timedelta(minutes=1)
    async with units() as uow:
        await uow.markets.save_balances(PAPER, {}, NOON)
        await uow.markets.save_balances(PAPER, {a_wallet(1): Decimal("12.5")}, later)
        await uow.markets.save_balances(
            PAPER, {a_wallet(1): Decimal(99), a_wallet(2): Decimal(0)}, NOON
        )
        asked = [a_wallet(1), a_wallet(2), a_wallet(3)]
        found = await uow.markets.balances([PAPER, GMX], asked)
    assert found == {
        PAPER: {
            a_wallet(1): Balance(available=Decimal("12.5"), seen_at=later),
            a_wallet(2): Balance(available=Decimal(0), seen_at=NOON),
        },
        GMX: {},
    }


async def test_a_thousand_wallets_are_asked_for_at_once(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    wallets = {a_wallet(n): Decimal(n) for n in range(1000)}
    async with units() as uow:
        await uow.markets.save_balances(PAPER, wallets, NOON)
        found = (await uow.markets.balances([PAPER], wallets))[PAPER]
    assert {wallet: balance.available for wallet, balance in found.items()} == wallets
    await execute(engine, "delete from balance")
