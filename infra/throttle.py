"""How often somebody may ask, counted in Postgres, so that all processes count together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

COUNT = text("""
    insert into throttle (who, began_at, asked) values (:who, :began_at, 1)
    on conflict (who, began_at) do update set asked = throttle.asked + 1 returning asked
""")
FORGET = text("delete from throttle where began_at < :before")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests a window of that length lets through."""

    requests: int
    window: timedelta

    def began(self, now: datetime) -> datetime:
        """Return when the window that holds a moment began."""
        return now - timedelta(seconds=now.timestamp() % self.window.total_seconds())

    def wait(self, asked: int, now: datetime) -> timedelta | None:
        """Return how long to wait after so many requests in this window; None if they are few."""
        return self.began(now) + self.window - now if asked > self.requests else None


class Throttle:
    """Counts requests; each count is a transaction of its own, whatever becomes of the request."""

    def __init__(self, engine: AsyncEngine) -> None:
        # One statement each: asking for its beginning and its end would be two more ways to go.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def wait_for(self, who: str, allowance: Allowance, now: datetime) -> timedelta | None:
        """Count a request; return how long to wait when it is one too many, else None."""
        values = {"who": who, "began_at": allowance.began(now)}
        async with self._engine.connect() as connection:
            asked = (await connection.execute(COUNT, values)).scalar_one()
        return allowance.wait(asked, now)

    async def forget(self, before: datetime) -> None:
        """Drop the windows that began before a moment."""
        async with self._engine.connect() as connection:
            await connection.execute(FORGET, {"before": before})
