"""The Hyperliquid adapter against the simulated venue: what fails, and what it proves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.market import Purpose, Side
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueError, VenueRefused, VenueUnavailable
from domain.ports.venue import ReportStatus
from infra.simulators.hyperliquid.accounts import Account, Leverage
from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.faults import Fault, Kind
from infra.simulators.hyperliquid.listing import Asset
from infra.simulators.hyperliquid.words import Status
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid import Hyperliquid, a_perp_order, agent_of, hyperliquid

pytestmark = pytest.mark.integration
WALLET = a_wallet(1)
QUANTITY = Decimal("0.01")


@pytest.fixture
async def trading() -> AsyncIterator[Hyperliquid]:
    async with hyperliquid() as surroundings:
        yield surroundings


async def refused(trading: Hyperliquid, **changes: Any) -> VenueRefused:
    with pytest.raises(VenueRefused) as refusal:
        await trading.venue.place(a_perp_order("refused", **changes))
    return refusal.value


async def lost(trading: Hyperliquid, kind: Kind, **changes: Any) -> None:
    trading.sim.faults.add(Fault(kind=kind, action="order", **changes))
    with pytest.raises(FateUnknown):
        await trading.venue.place(a_perp_order())


async def test_an_order_without_a_key_does_not_leave(trading: Hyperliquid) -> None:
    trading.pen.keys.clear()
    assert (await refused(trading)).reason is RejectReason.NOT_APPROVED
    with pytest.raises(VenueRefused, match="no key signs"):
        await trading.venue.place(replace(a_perp_order(), signer=None, nonce=None))
    assert [path for path, _ in trading.way.asked if path == "/exchange"] == []


async def test_an_agent_that_was_never_approved_needs_the_user(trading: Hyperliquid) -> None:
    stranger = a_wallet(9)
    trading.sim.revoke(stranger)
    trading.advance(seconds=60)
    refusal = await refused(
        trading, wallet=stranger, purpose=Purpose.CLOSE, expires_at=NOON + timedelta(minutes=2)
    )

    assert refusal.reason in (RejectReason.NOT_APPROVED, RejectReason.INSUFFICIENT_BALANCE)
    assert "the user is needed" in refusal.detail


async def test_a_signature_that_names_a_stranger_is_our_own_bug_and_unmistakable(
    trading: Hyperliquid, caplog: pytest.LogCaptureFixture
) -> None:
    agent = agent_of(WALLET)
    trading.pen.keys[agent] = "0x" + "77" * 32
    refusal = await refused(trading, purpose=Purpose.CLOSE)

    assert refusal.reason is RejectReason.VENUE_REFUSED
    assert "OUR SIGNATURE IS WRONG" in refusal.detail
    assert "names a stranger" in caplog.text


@pytest.mark.parametrize(
    "kind", [Kind.DROP_AFTER, Kind.GATEWAY_AFTER, Kind.GARBLED, Kind.WRONG_SHAPE]
)
async def test_an_order_that_was_taken_while_its_answer_was_lost_is_found(
    trading: Hyperliquid, kind: Kind
) -> None:
    await lost(trading, kind)
    found = await trading.venue.find(a_perp_order())

    assert found.status is ReportStatus.FILLED
    assert await trading.venue.place(a_perp_order()) == found
    assert len(trading.sim.state.fills) == len(found.fills)


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE, Kind.GATEWAY_BEFORE, Kind.LIMITED])
async def test_an_order_that_was_lost_is_not_seen_and_is_dead_at_its_deadline(
    trading: Hyperliquid, kind: Kind
) -> None:
    await lost(trading, kind)
    trading.advance(seconds=20)

    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.NOT_SEEN
    with pytest.raises(VenueRefused, match="expired"):
        await trading.venue.place(a_perp_order())
    assert trading.sim.state.fills == []


async def test_a_429_lets_nobody_ask_for_a_while(trading: Hyperliquid) -> None:
    await lost(trading, Kind.LIMITED)

    assert trading.purse.pauses == [10.0]


async def test_an_answer_that_is_late_is_of_unknown_fate() -> None:
    async with hyperliquid(seconds=0.3) as trading:
        trading.sim.faults.add(Fault(kind=Kind.DELAY, action="order", seconds=1))
        with pytest.raises(FateUnknown, match="none within"):
            await trading.venue.place(a_perp_order())
        assert (await trading.venue.find(a_perp_order())).status is ReportStatus.FILLED


@pytest.mark.parametrize(
    "text", ["The moon is in the wrong house.", "Invalid nonce: nonce too low 1 < 2", ""]
)
async def test_words_that_prove_nothing_are_looked_into_and_never_a_no(
    trading: Hyperliquid, text: str
) -> None:
    await lost(trading, Kind.REFUSE, text=text)


async def test_a_nonce_that_was_taken_by_nobody_we_know_is_of_unknown_fate(
    trading: Hyperliquid,
) -> None:
    await lost(trading, Kind.REFUSE, text="Invalid nonce: duplicate nonce 7")


async def test_a_late_word_of_the_venue_that_it_expired_is_an_end(trading: Hyperliquid) -> None:
    trading.sim.offset = timedelta(seconds=60)
    refusal = await refused(trading)

    assert refusal.reason is RejectReason.EXPIRED


async def test_a_venue_that_cannot_be_reached_did_nothing(trading: Hyperliquid) -> None:
    trading.way.closed = True
    with pytest.raises(VenueUnavailable, match="never left"):
        await trading.venue.place(a_perp_order(purpose=Purpose.CLOSE))


async def test_fills_that_trail_behind_are_waited_for(trading: Hyperliquid) -> None:
    hidden = Fault(kind=Kind.REFUSE, action="userFillsByTime", exchange=False)
    trading.sim.faults.add(hidden)
    report = await trading.venue.place(a_perp_order())
    assert report.status is ReportStatus.ACCEPTED

    fills = list(trading.sim.state.fills)
    trading.sim.state.fills.clear()
    trailing = await trading.venue.find(a_perp_order())
    assert (trailing.status, trailing.fills) == (ReportStatus.ACCEPTED, ())
    trading.sim.state.fills.extend(fills)
    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.FILLED


async def test_a_part_that_was_cancelled_is_not_waited_for_for_ever(trading: Hyperliquid) -> None:
    trading.sim.set_book("BTC", [], [Level(Decimal(50001), Decimal("0.004"))])
    await trading.venue.place(a_perp_order())
    trading.sim.state.fills.clear()

    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.ACCEPTED
    trading.advance(seconds=31)
    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.CANCELLED


@pytest.mark.parametrize("status", [Status.OPEN, Status.TRIGGERED])
async def test_an_order_that_is_alive_is_accepted(trading: Hyperliquid, status: Status) -> None:
    await trading.venue.place(a_perp_order())
    [order] = trading.sim.state.orders.values()
    order.status = status

    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.ACCEPTED


async def test_another_order_of_the_same_name_is_never_taken_for_ours(
    trading: Hyperliquid,
) -> None:
    await trading.venue.place(a_perp_order())

    with pytest.raises(VenueRefused, match="another order"):
        await trading.venue.find(a_perp_order(quantity=QUANTITY * 2))
    with pytest.raises(VenueRefused, match="another order"):
        await trading.venue.find(a_perp_order(side=Side.SHORT))
    with pytest.raises(VenueUnavailable, match="lists none"):
        await trading.venue.find(a_perp_order(symbol="GONE"))


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.LIMITED, VenueUnavailable),
        (Kind.DROP_BEFORE, VenueUnavailable),
        (Kind.GATEWAY_AFTER, VenueUnavailable),
        (Kind.WRONG_SHAPE, VenueUnavailable),
        (Kind.REFUSE, VenueUnavailable),
    ],
)
async def test_without_its_leverage_an_entry_does_not_leave(
    trading: Hyperliquid, kind: Kind, error: type[VenueError]
) -> None:
    trading.sim.faults.add(Fault(kind=kind, action="updateLeverage"))
    with pytest.raises(error):
        await trading.venue.place(a_perp_order())

    assert "order" not in trading.pen.signed
    assert (await trading.venue.find(a_perp_order())).status is ReportStatus.NOT_SEEN


async def test_a_leverage_that_is_not_what_was_set_keeps_the_entry_back(
    trading: Hyperliquid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "leverage", _stubborn)
    with pytest.raises(VenueUnavailable, match="not what it was set to"):
        await trading.venue.place(a_perp_order())

    assert "order" not in trading.pen.signed


def _stubborn(account: Account, asset: Asset) -> Leverage:
    """Stay at the leverage that an account begins with."""
    return Leverage(value=min(20, asset.max_leverage), cross=account.volume >= 0)
