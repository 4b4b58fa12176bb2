"""Figures for Prometheus: what waits, how long it has waited, and what nobody watches."""

import asyncio
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.failures import is_passing
from infra.rates.waiting import WAITING

EVERY = 5.0
READINGS: Mapping[str, tuple[str, str]] = {
    "maxxit_outbox_pending": (
        "Messages committed and not yet confirmed by the broker",
        "select count(*) from outbox where published_at is null",
    ),
    "maxxit_outbox_oldest_seconds": (
        "Age of the oldest message that has not left",
        (
            "select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)"
            " from outbox where published_at is null"
        ),
    ),
    "maxxit_retries_waiting": (
        "Messages a stage failed on or never heard",
        "select count(*) from retry",
    ),
    "maxxit_dead_letters": (
        "Messages parked and not replayed",
        "select count(*) from dead_letter where replayed_at is null",
    ),
    "maxxit_feed_posts_today": (
        "Posts read from the X API since midnight UTC, which is what it bills",
        (
            "select coalesce(sum(posts), 0) from feed_reads"
            " where day = (clock_timestamp() at time zone 'UTC')::date"
        ),
    ),
    "maxxit_posts_gone": (
        "Posts that were seen and have been deleted since",
        "select count(*) from post where gone_at is not null",
    ),
    "maxxit_verdicts_pending": (
        "Posts not yet classified",
        "select count(*) from verdict where state = 'PENDING'",
    ),
    "maxxit_verdicts_stood_in": (
        "Verdicts of the last hour that the rules gave because a language model gave none",
        (
            "select count(*) from verdict where state = 'DONE' and last_error is not null"
            " and classified_at > clock_timestamp() - interval '1 hour'"
        ),
    ),
    "maxxit_orders_unsettled": (
        "Orders that are neither filled nor over",
        (
            "select count(*) from trade_order"
            " where state in ('PLANNED', 'CLAIMED', 'SENT', 'UNKNOWN', 'ACKED', 'PARTIAL')"
        ),
    ),
    "maxxit_orders_unknown": (
        "Orders of unknown fate",
        "select count(*) from trade_order where state = 'UNKNOWN'",
    ),
    "maxxit_positions_held": (
        "Positions open or closing",
        "select count(*) from position where status in ('OPEN', 'CLOSING')",
    ),
    "maxxit_positions_drifting": (
        "Open positions of which their venue holds another quantity, in two looks or more",
        "select count(*) from drift where last_seen_at > first_seen_at",
    ),
    "maxxit_positions_external": (
        "Positions on our users' accounts that we did not open",
        "select count(*) from external_position where gone_at is null",
    ),
    "maxxit_stops_missing": (
        "Open positions on venues where stops rest that have none resting now",
        (
            "select count(*) from guard g join position p on p.id = g.position_id"
            " where g.naked_since is not null and g.over_at is null and p.status = 'OPEN'"
        ),
    ),
    "maxxit_stops_naked_seconds": (
        "Seconds that positions now held have been without a stop resting at their venue",
        (
            "select coalesce(sum(g.naked_seconds + greatest(0, coalesce("
            "extract(epoch from clock_timestamp() - g.naked_since), 0))), 0)"
            " from guard g join position p on p.id = g.position_id"
            " where g.over_at is null and p.status in ('OPEN', 'CLOSING')"
        ),
    ),
    "maxxit_marks_age_seconds": (
        "Age of the oldest mark of a market that positions are held in",
        (
            "select coalesce(extract(epoch from clock_timestamp() - min(m.seen_at)), 0)"
            " from mark m where exists (select from position p where p.network = m.network"
            " and p.venue = m.venue and p.symbol = m.symbol and p.status in ('OPEN', 'CLOSING'))"
        ),
    ),
    "maxxit_wallets_unsettled": (
        "Accounts that a look has not settled with their venue for ten minutes",
        (
            "select count(*) from wallet_look l"
            " where l.reconciled_at < clock_timestamp() - interval '10 minutes'"
            " and exists (select from deployment d where d.account = l.wallet"
            " and d.network = l.network and d.status <> 'CANCELLED')"
        ),
    ),
    "maxxit_naked_seconds": (
        "Seconds that positions now held have been without a watched stop",
        "select coalesce(sum(naked_seconds), 0) from position where status in ('OPEN', 'CLOSING')",
    ),
    "maxxit_rate_left": (
        "Weight that venues let us spend now, the least of them all; 0 before the first call",
        (
            "select coalesce(min(least(capacity, level + per_second * greatest(0,"
            " extract(epoch from clock_timestamp() - at)::double precision))), 0) from rate_bucket"
        ),
    ),
    "maxxit_rate_shut_seconds": (
        "Seconds for which a venue is still asked nothing, because it said it was asked too much",
        (
            "select coalesce(max(greatest(0, extract(epoch from closed_until"
            " - clock_timestamp()))), 0) from rate_bucket"
        ),
    ),
    "maxxit_halts_in_force": (
        "Halts that have not been lifted",
        "select count(*) from halt where lifted_at is null",
    ),
}


class Gauges:
    """Keeps the readings of one process's registry fresh."""

    def __init__(self, engine: AsyncEngine, registry: CollectorRegistry) -> None:
        self._engine = engine
        self._gauges = {
            name: Gauge(name, meaning, registry=registry)
            for name, (meaning, _query) in READINGS.items()
        }
        registry.register(WAITING)

    async def run(self) -> None:
        """Read every few seconds until cancelled; an outage leaves the last figures standing."""
        while True:
            try:
                await self.read()
            except Exception as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(EVERY)

    async def read(self) -> None:
        """Take every reading once."""
        async with self._engine.connect() as connection:
            for name, (_meaning, query) in READINGS.items():
                self._gauges[name].set(float(await connection.scalar(text(query)) or 0))
