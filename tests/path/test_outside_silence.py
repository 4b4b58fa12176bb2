"""What the platform makes of a venue that does not tell all that happened on an account."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Purpose, VenueName
from infra.clock import ManualClock
from producers.reconciliation import ReconcileReport
from tests.factories import NOON
from tests.factories_accounts import Secretive, alarms, by_hand, look, opened, placed
from tests.scenarios import Start, cost, deployed, rows, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture
async def secretive(store_url: str) -> AsyncIterator[Secretive]:
    """Yield the platform's venue by a way on which it tells less."""
    venue = Secretive(store_url, clock=ManualClock(NOON))
    yield venue
    await venue.close()


async def test_an_absence_that_no_trade_explains_is_believed_late_and_money_is_null(
    engine: AsyncEngine, start: Start, secretive: Secretive
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held)

    for _ in range(3):
        await look(pipeline, secretive)
    assert await alarms(engine) == ["drift"]
    assert await statuses(engine) == [("OPEN", None)]
    await look(pipeline, secretive, after=900)

    assert await statuses(engine) == [("CLOSED", "CLOSED_EXTERNALLY_UNKNOWN")]
    [position] = await rows(engine, "select gross_pnl, net_pnl, fees, exit_price from position")
    assert set(position.values()) == {None}
    assert await rows(engine, "select kind from bill where kind = 'PROFIT_SHARE'") == []
    assert await placed(pipeline) == 2


async def test_a_venue_that_does_not_tell_holdings_is_not_taken_for_an_empty_one(
    engine: AsyncEngine, start: Start, secretive: Secretive
) -> None:
    await deployed(engine)
    pipeline = await start()
    await by_hand(pipeline, Purpose.OPEN, Decimal(2))
    assert (await look(pipeline)).external == 1
    secretive.silent_about = frozenset({"holdings"})

    for _ in range(3):
        report = await look(pipeline, secretive)
        assert report == ReconcileReport(silent=(VenueName.PAPER,))

    [row] = await rows(engine, "select gone_at from external_position")
    assert row["gone_at"] is None
    await cost(pipeline, "100", minute=2)
    await opened(engine, pipeline)
    for _ in range(2):
        await look(pipeline, secretive, after=60)
    assert await statuses(engine) == [("OPEN", None)]
    assert await rows(engine, "select * from drift") == []


async def test_trades_that_are_not_told_end_nothing_however_long(
    engine: AsyncEngine, start: Start, secretive: Secretive
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held)
    secretive.silent_about = frozenset({"trades"})

    for _ in range(3):
        await look(pipeline, secretive, after=3600)
    # The price grows old as well, which is told whenever the stage next looks: not in this test.
    assert (await alarms(engine)).count("drift") == 1
    assert await statuses(engine) == [("OPEN", None)]

    await look(pipeline)
    assert await statuses(engine) == [("CLOSED", "CLOSED_EXTERNALLY")]
