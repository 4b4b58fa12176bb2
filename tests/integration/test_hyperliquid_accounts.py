"""Accounts and stops on the simulated Hyperliquid, through the adapter."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from eth_account import Account

from contracts.market import Purpose, Side
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.venue import FundingPayment, Funds, RestingStop, Rests, StopRequest
from infra.simulators.hyperliquid.faults import Fault, Kind
from tests.factories import NOON, a_wallet, an_id
from tests.factories_hyperliquid import Hyperliquid, a_perp_order, agent_of, hyperliquid

pytestmark = pytest.mark.integration
WALLET = a_wallet(1)
QUANTITY = Decimal("0.01")
USER = Account.from_key("0x" + "5a" * 32)


@pytest.fixture
async def trading() -> AsyncIterator[Hyperliquid]:
    async with hyperliquid() as surroundings:
        yield surroundings


def a_stop(name: str = "stop", **changes: Any) -> StopRequest:
    stop = StopRequest(
        client_order_id=an_id(name),
        wallet=WALLET,
        signer=agent_of(WALLET),
        symbol="BTC",
        side=Side.LONG,
        quantity=QUANTITY,
        trigger_price=Decimal(45_000),
    )
    return replace(stop, **changes)


async def test_a_stop_rests_and_closes_the_position_when_the_mark_reaches_it(
    trading: Hyperliquid,
) -> None:
    assert isinstance(trading.venue, Rests)
    await trading.venue.place(a_perp_order())
    await trading.venue.protect(a_stop())

    [resting] = await trading.venue.stops([WALLET, a_wallet(2)])
    assert resting == RestingStop(
        stop_id=resting.stop_id,
        client_order_id=an_id("stop"),
        wallet=WALLET,
        symbol="BTC",
        side=Side.LONG,
        quantity=QUANTITY,
        trigger_price=Decimal(45_000),
    )
    trading.sim.set_mark("BTC", Decimal(44_900))
    assert await trading.venue.stops([WALLET]) == []
    assert list(await trading.venue.holdings([WALLET])) == []
    [*_, closed] = await trading.venue.trades(WALLET, "BTC", NOON)
    assert closed.client_order_id == an_id("stop")


async def test_a_stop_above_a_short_closes_it_too(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order(side=Side.SHORT))
    await trading.venue.protect(a_stop(side=Side.SHORT, trigger_price=Decimal(55_000)))

    [resting] = await trading.venue.stops([WALLET])
    assert (resting.side, resting.takes_profit) == (Side.SHORT, False)
    trading.sim.set_mark("BTC", Decimal(55_001))
    assert list(await trading.venue.holdings([WALLET])) == []


async def test_asking_again_for_the_same_stop_changes_nothing(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    await trading.venue.protect(a_stop())
    sent = len(trading.pen.signed)
    await trading.venue.protect(a_stop())

    assert len(trading.pen.signed) == sent
    assert len(await trading.venue.stops([WALLET])) == 1
    with pytest.raises(VenueRefused, match="another stop"):
        await trading.venue.protect(a_stop(trigger_price=Decimal(46_000)))


async def test_a_stop_that_is_over_does_not_rise_again_under_its_name(
    trading: Hyperliquid,
) -> None:
    await trading.venue.place(a_perp_order())
    await trading.venue.protect(a_stop())
    [resting] = await trading.venue.stops([WALLET])
    await trading.venue.unprotect(resting, agent_of(WALLET))
    await trading.venue.unprotect(resting, agent_of(WALLET))

    assert await trading.venue.stops([WALLET]) == []
    with pytest.raises(VenueRefused, match="over: canceled"):
        await trading.venue.protect(a_stop())
    await trading.venue.protect(a_stop("the next"))
    assert len(await trading.venue.stops([WALLET])) == 1


async def test_a_stop_the_mark_has_passed_is_refused_as_such(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    with pytest.raises(VenueRefused) as refusal:
        await trading.venue.protect(a_stop(trigger_price=Decimal(51_000)))
    assert refusal.value.reason is RejectReason.PRICE_BEYOND_LIMIT


async def test_a_stop_without_a_position_is_refused(trading: Hyperliquid) -> None:
    with pytest.raises(VenueRefused) as refusal:
        await trading.venue.protect(a_stop())
    assert refusal.value.reason is RejectReason.NOTHING_TO_CLOSE


@pytest.mark.parametrize("kind", [Kind.DROP_AFTER, Kind.WRONG_SHAPE])
async def test_a_stop_whose_answer_was_lost_is_listed(trading: Hyperliquid, kind: Kind) -> None:
    await trading.venue.place(a_perp_order())
    trading.sim.faults.add(Fault(kind=kind, action="order"))
    with pytest.raises(FateUnknown):
        await trading.venue.protect(a_stop())
    await trading.venue.protect(a_stop())

    [resting] = await trading.venue.stops([WALLET])
    trading.sim.faults.add(Fault(kind=kind, action="cancel"))
    with pytest.raises(FateUnknown):
        await trading.venue.unprotect(resting, agent_of(WALLET))
    await trading.venue.unprotect(resting, agent_of(WALLET))
    assert await trading.venue.stops([WALLET]) == []


async def test_taking_a_stop_away_can_be_refused(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    await trading.venue.protect(a_stop())
    [resting] = await trading.venue.stops([WALLET])
    text = "User or API Wallet 0x" + agent_of(WALLET)[2:] + " does not exist."
    trading.sim.faults.add(Fault(kind=Kind.REFUSE, action="cancel", text=text))

    with pytest.raises(VenueRefused) as refusal:
        await trading.venue.unprotect(resting, agent_of(WALLET))
    assert refusal.value.reason is RejectReason.NOT_APPROVED


async def test_what_others_did_is_told_and_a_liquidation_is_marked(trading: Hyperliquid) -> None:
    trading.sim.trade(WALLET, "BTC", is_buy=True, size=Decimal(2))
    trading.sim.set_mark("BTC", Decimal(40_000))
    by_hand, *forced = await trading.venue.trades(WALLET, "BTC", NOON)

    assert (by_hand.client_order_id, by_hand.side, by_hand.liquidated) == (None, Side.LONG, False)
    assert forced
    assert all(trade.liquidated and trade.side is Side.SHORT for trade in forced)
    assert all(trade.closed_pnl is not None and trade.closed_pnl < 0 for trade in forced)


async def test_funding_is_told_with_its_sign_from_its_moment_on(trading: Hyperliquid) -> None:
    assert isinstance(trading.venue, Funds)
    await trading.venue.place(a_perp_order())
    trading.advance(seconds=3600)
    trading.sim.fund("BTC", Decimal("0.0001"))

    hour = NOON + timedelta(hours=1)
    payment = FundingPayment(symbol="BTC", amount=Decimal("-0.05"), paid_at=hour)
    assert list(await trading.venue.funding(WALLET, NOON)) == [payment]
    assert list(await trading.venue.funding(WALLET, hour + timedelta(seconds=1))) == []


async def test_a_coin_that_is_no_symbol_is_neither_held_nor_traded_nor_listed(
    trading: Hyperliquid,
) -> None:
    trading.sim.trade(WALLET, "kPEPE", is_buy=True, size=Decimal(10_000))

    assert list(await trading.venue.holdings([WALLET])) == []
    listed = {market.symbol: market for market in await trading.venue.markets()}
    assert "kPEPE" not in listed
    btc = listed["BTC"]
    assert (btc.lot, btc.tick) == (Decimal("0.00001"), Decimal("0.1"))
    assert (btc.min_notional, btc.max_leverage) == (Decimal(10), Decimal(40))


@pytest.mark.parametrize("kind", [Kind.LIMITED, Kind.DROP_BEFORE, Kind.GATEWAY_BEFORE])
async def test_a_venue_that_cannot_tell_is_never_an_answer(
    trading: Hyperliquid, kind: Kind
) -> None:
    trading.sim.faults.add(Fault(kind=kind, exchange=False, count=None))
    for asked in (
        trading.venue.holdings([WALLET, a_wallet(2)]),
        trading.venue.stops([WALLET, a_wallet(2)]),
        trading.venue.balance(WALLET),
        trading.venue.quotes(),
        trading.venue.trades(WALLET, "BTC", NOON),
        trading.venue.funding(WALLET, NOON),
        trading.venue.find(a_perp_order()),
        trading.venue.approvals.check(WALLET, agent_of(WALLET)),
    ):
        with pytest.raises(VenueUnavailable):
            await asked


async def test_a_nobody_has_nothing_to_commit(trading: Hyperliquid) -> None:
    assert await trading.venue.balance(a_wallet(77)) == 0


async def test_an_order_of_one_account_is_not_found_as_anothers(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    other = replace(a_perp_order(), wallet=a_wallet(2))
    assert (await trading.venue.find(other)).fills == ()
    assert len(await trading.venue.trades(a_wallet(2), "BTC", NOON)) == 0
    await trading.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))
