"""What the simulated venue never does: Hyperliquid's adapter against a wire that says it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from contracts.market import Purpose
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueBusy, VenueRefused, VenueUnavailable
from domain.ports.venue import ReportStatus
from infra.rates.terms import Priority
from infra.venues.hyperliquid.client import MAX_BODY
from tests.factories import NOON
from tests.factories_hyperliquid import a_perp_order
from tests.hyperliquid_wire import WALLET, Answers, Stubbed, a_fill, known, statuses


@pytest.fixture
async def stubbed() -> AsyncIterator[Stubbed]:
    stub = Stubbed()
    yield stub
    await stub.venue.close()


async def test_an_order_that_rests_against_our_wish_is_cancelled_and_looked_up(
    stubbed: Stubbed,
) -> None:
    stubbed.says(order=statuses({"resting": {"oid": 7}}), cancelByCloid=statuses("success"))
    stubbed.says(orderStatus=known("canceled"))
    report = await stubbed.venue.place(a_perp_order())

    assert (report.status, report.fills) == (ReportStatus.CANCELLED, ())
    [cancel] = [a for a in stubbed.wire.asked if a.get("action", {}).get("type") == "cancelByCloid"]
    assert cancel["action"]["cancels"][0]["cloid"] == f"0x{a_perp_order().client_order_id.hex}"


@pytest.mark.parametrize(
    "answers",
    [
        {"orderStatus": {"status": "unknownOid"}},
        {"cancelByCloid": httpx.Response(502)},
        {"orderStatus": httpx.Response(502)},
    ],
)
async def test_an_order_that_rests_and_cannot_be_seen_to_is_of_unknown_fate(
    stubbed: Stubbed, answers: Answers
) -> None:
    stubbed.says(order=statuses({"resting": {"oid": 7}}), cancelByCloid=statuses("success"))
    stubbed.says(**answers)
    with pytest.raises(FateUnknown):
        await stubbed.venue.place(a_perp_order())


@pytest.mark.parametrize(
    "answer",
    [
        statuses(),
        statuses("waitingForFill"),
        statuses("success"),
        statuses({"filled": {}}),
        {"status": "maybe"},
        httpx.Response(500),
        httpx.Response(422, text="Failed to deserialize"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, text='{"status": NaN}'),
        httpx.Response(302, headers={"location": "http://elsewhere.test/"}),
        httpx.Response(200, content=b" " * (MAX_BODY + 1)),
    ],
    ids=lambda answer: str(answer)[:40],
)
async def test_an_answer_that_says_nothing_known_is_of_unknown_fate(
    stubbed: Stubbed, answer: Any
) -> None:
    stubbed.says(order=answer)
    with pytest.raises(FateUnknown):
        await stubbed.venue.place(a_perp_order())


async def test_a_part_that_traded_whose_order_is_not_shown_yet_is_accepted(
    stubbed: Stubbed,
) -> None:
    stubbed.says(order=statuses({"filled": {"totalSz": "0.004", "oid": 7}}))
    stubbed.says(orderStatus={"status": "unknownOid"})
    assert (await stubbed.venue.place(a_perp_order())).status is ReportStatus.ACCEPTED


async def test_a_429_names_how_long_to_keep_quiet_within_reason(stubbed: Stubbed) -> None:
    for told, kept in (("7", 7.0), ("9999", 60.0), ("soon", 10.0)):
        limited = httpx.Response(429, headers={"retry-after": told})
        stubbed.says(clearinghouseState=limited)
        with pytest.raises(VenueUnavailable):
            await stubbed.venue.balance(WALLET)
        assert stubbed.purse.pauses[-1] == kept


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("canceled", RejectReason.NO_LIQUIDITY),
        ("iocCancelRejected", RejectReason.NO_LIQUIDITY),
        ("marketOrderNoLiquidityRejected", RejectReason.NO_LIQUIDITY),
        ("marginCanceled", RejectReason.INSUFFICIENT_BALANCE),
        ("vaultWithdrawalCanceled", RejectReason.VENUE_REFUSED),
        ("openInterestCapCanceled", RejectReason.VENUE_REFUSED),
        ("selfTradeCanceled", RejectReason.VENUE_REFUSED),
        ("reduceOnlyCanceled", RejectReason.NOTHING_TO_CLOSE),
        ("siblingFilledCanceled", RejectReason.NOTHING_TO_CLOSE),
        ("delistedCanceled", RejectReason.NO_MARKET),
        ("liquidatedCanceled", RejectReason.VENUE_REFUSED),
        ("scheduledCancel", RejectReason.VENUE_REFUSED),
        ("rejected", RejectReason.VENUE_REFUSED),
        ("tickRejected", RejectReason.VENUE_REFUSED),
        ("minTradeNtlRejected", RejectReason.BELOW_MINIMUM),
        ("perpMarginRejected", RejectReason.INSUFFICIENT_BALANCE),
        ("reduceOnlyRejected", RejectReason.NOTHING_TO_CLOSE),
        ("badAloPxRejected", RejectReason.VENUE_REFUSED),
        ("badTriggerPxRejected", RejectReason.PRICE_BEYOND_LIMIT),
        ("oracleRejected", RejectReason.PRICE_BEYOND_LIMIT),
        ("perpMaxPositionRejected", RejectReason.VENUE_REFUSED),
    ],
)
async def test_every_end_of_an_order_is_told_with_its_reason(
    stubbed: Stubbed, status: str, reason: RejectReason
) -> None:
    stubbed.says(orderStatus=known(status))
    report = await stubbed.venue.find(a_perp_order())

    assert (report.status, report.reason, report.fills) == (ReportStatus.CANCELLED, reason, ())


@pytest.mark.parametrize(
    "answer",
    [
        known("teleported"),
        {"status": "pending"},
        {"pending": True},
        {"status": "order"},
        {"status": "order", "order": {}},
        known("filled", sz="NaN"),
        known("filled", timestamp=-1),
        known("filled", oid="seven"),
        httpx.Response(502),
    ],
    ids=lambda answer: str(answer)[:40],
)
async def test_whatever_else_is_said_of_an_order_means_look_again(
    stubbed: Stubbed, answer: Any
) -> None:
    stubbed.says(orderStatus=answer)
    with pytest.raises(VenueUnavailable):
        await stubbed.venue.find(a_perp_order())


async def test_a_fee_in_no_dollars_is_not_guessed(stubbed: Stubbed) -> None:
    stubbed.says(orderStatus=known("filled", sz="0"), userFillsByTime=[a_fill(feeToken="HYPE")])
    with pytest.raises(VenueUnavailable, match="HYPE"):
        await stubbed.venue.find(a_perp_order())


@pytest.mark.parametrize(
    "answer",
    [
        {"coin": "ETH", "leverage": {"type": "isolated", "value": 2}},
        {"coin": "BTC", "leverage": {"type": "shared", "value": 2}},
    ],
)
async def test_a_leverage_that_cannot_be_read_keeps_an_entry_back(
    stubbed: Stubbed, answer: Any
) -> None:
    stubbed.says(activeAssetData=answer)
    with pytest.raises(VenueUnavailable):
        await stubbed.venue.place(a_perp_order())


async def test_a_deadline_that_passes_while_leverage_is_seen_to_keeps_an_entry_back(
    stubbed: Stubbed,
) -> None:
    def slowly(asked: dict[str, Any]) -> dict[str, Any]:
        stubbed.clock.set(NOON + timedelta(seconds=15))
        return {"coin": "BTC", "leverage": {"type": "isolated", "value": 2}}

    stubbed.says(activeAssetData=slowly)
    with pytest.raises(VenueUnavailable, match="deadline"):
        await stubbed.venue.place(a_perp_order())


async def test_a_delisted_market_can_be_left_but_not_entered(stubbed: Stubbed) -> None:
    universe = [{"name": "BTC", "szDecimals": 5, "maxLeverage": 40, "isDelisted": True}]
    stubbed.says(metaAndAssetCtxs=[{"universe": universe}, [{"markPx": "50000.0"}]])
    stubbed.says(order=statuses({"filled": {"totalSz": "0.01", "oid": 7}}))
    stubbed.says(userFillsByTime=[a_fill()])
    with pytest.raises(VenueRefused) as refusal:
        await stubbed.venue.place(a_perp_order())
    assert refusal.value.reason is RejectReason.NO_MARKET

    close = a_perp_order("close", purpose=Purpose.CLOSE)
    assert (await stubbed.venue.place(close)).status is ReportStatus.FILLED


async def test_without_a_mark_an_exit_waits_for_one(stubbed: Stubbed) -> None:
    universe = [{"name": "BTC", "szDecimals": 5, "maxLeverage": 40}]
    stubbed.says(metaAndAssetCtxs=[{"universe": universe}, [{"markPx": None}]])
    with pytest.raises(VenueUnavailable, match="no mark"):
        await stubbed.venue.place(a_perp_order(purpose=Purpose.CLOSE))


async def test_a_venue_that_is_busy_did_nothing(
    stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spend(weight: int, priority: Priority, wallet: str | None) -> None:
        raise VenueBusy("nothing left")

    monkeypatch.setattr(stubbed.purse, "spend", spend)
    with pytest.raises(VenueUnavailable):
        await stubbed.venue.place(a_perp_order())
    assert stubbed.wire.asked == []


async def test_an_expired_order_that_nobody_tells_of_is_of_unknown_fate(stubbed: Stubbed) -> None:
    await stubbed.venue.markets()
    stubbed.clock.set(NOON + timedelta(seconds=15))
    stubbed.says(orderStatus=httpx.Response(502))
    with pytest.raises(FateUnknown, match="nobody says"):
        await stubbed.venue.place(a_perp_order(limit_price=Decimal(50_000)))


async def test_an_exit_does_not_wait_for_an_entry_of_its_account(stubbed: Stubbed) -> None:
    await stubbed.venue.markets()
    stubbed.says(order=statuses({"error": "Reduce only order would increase position."}))
    leverage, exited = asyncio.Event(), asyncio.Event()

    async def entry() -> None:
        stubbed.wire.before["activeAssetData"] = leverage.set, exited
        with pytest.raises(VenueRefused):
            await stubbed.venue.place(a_perp_order())

    async with asyncio.TaskGroup() as group:
        group.create_task(entry())
        await leverage.wait()
        with pytest.raises(VenueRefused, match="nothing_to_close"):
            await stubbed.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))
        exited.set()


@pytest.mark.parametrize("slow", ["metaAndAssetCtxs", "updateLeverage", "activeAssetData"])
async def test_an_entry_that_takes_too_long_to_prepare_is_known_never_to_have_left(
    slow: str,
) -> None:
    stubbed = Stubbed(patience=0.01)
    stubbed.wire.before[slow] = (lambda: None, asyncio.Event())
    for _ in range(2):
        with pytest.raises(VenueUnavailable, match="all the time it had"):
            await stubbed.venue.place(a_perp_order())

    assert _orders(stubbed) == []
    await stubbed.venue.close()


async def test_an_exit_that_takes_too_long_to_prepare_is_known_never_to_have_left() -> None:
    stubbed = Stubbed(patience=0.01)
    stubbed.wire.before["metaAndAssetCtxs"] = (lambda: None, asyncio.Event())
    with pytest.raises(VenueUnavailable, match="all the time it had"):
        await stubbed.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))

    assert _orders(stubbed) == []
    await stubbed.venue.close()


async def test_an_exit_waits_for_no_leverage(stubbed: Stubbed) -> None:
    stubbed.says(order=statuses({"filled": {"totalSz": "0.01", "oid": 7}}))
    stubbed.says(userFillsByTime=[a_fill()])

    report = await stubbed.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))

    assert report.status is ReportStatus.FILLED
    kinds = {a.get("type") or a["action"]["type"] for a in stubbed.wire.asked}
    assert not kinds & {"activeAssetData", "updateLeverage"}


def _orders(stubbed: Stubbed) -> list[dict[str, Any]]:
    return [a for a in stubbed.wire.asked if a.get("action", {}).get("type") == "order"]
