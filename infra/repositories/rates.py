"""Buckets of weight in Postgres, one row for all processes, by the database's clock."""

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from infra.rates.bucket import Taken, Want, wait_for
from infra.rates.terms import Terms

_PREPARE = text(
    """
    insert into rate_bucket
      (venue, egress, capacity, per_second, level, granted, at, closed_until)
    values
      (:venue, :egress, :capacity, :per_second, :capacity, 0, clock_timestamp(), clock_timestamp())
    on conflict do nothing
    """
)
_AMOUNT = """least(
  cast(:capacity as double precision),
  b.level + b.per_second * greatest(0, extract(epoch from m.now - b.at)::double precision)
)"""
_FREE = f"floor({_AMOUNT} - cast(:floor as integer))"
_GRANTED = f"""case
  when m.now < b.closed_until or {_FREE} < cast(:least as integer) then 0
  else least(cast(:most as integer), {_FREE}) end"""
# Whoever waited for the row may bring a moment before the last one: then nothing has run in.
_TAKE = text(
    f"""
    with m as (select clock_timestamp() as now)
    update rate_bucket as b
    set level = {_AMOUNT} - {_GRANTED}, granted = {_GRANTED}, at = greatest(b.at, m.now),
      capacity = :capacity, per_second = :per_second
    from m where b.venue = :venue and b.egress = :egress
    returning b.level, b.granted,
      greatest(0, extract(epoch from b.closed_until - m.now)) as shut
    """  # noqa: S608 - constants of ours
)
_GIVE_BACK = text(
    """
    update rate_bucket set level = least(capacity, level + :weight)
    where venue = :venue and egress = :egress
    """
)
_SHUT = text(
    """
    update rate_bucket set level = 0, at = clock_timestamp(),
      closed_until = greatest(closed_until, clock_timestamp() + make_interval(secs => :seconds))
    where venue = :venue and egress = :egress
    """
)


class SqlBucket:
    """A bucket in Postgres; each call is one statement and a transaction of its own.

    See `infra.rates.bucket.Bucket`; the arithmetic is that of `infra.rates.bucket.take`.
    """

    def __init__(self, engine: AsyncEngine, venue: VenueName, egress: str, terms: Terms) -> None:
        self._engine = engine
        self._terms = terms
        self._key = {"venue": venue, "egress": egress}
        self._size = {"capacity": float(terms.capacity), "per_second": terms.per_second}

    async def take(self, want: Want) -> Taken:
        """Take what there is, between least and most, or nothing."""
        row = await self._take(want)
        if row is None:
            await self.prepare()
            row = await self._take(want)
        if row is None:
            raise LookupError(f"the bucket of {self._key} went away")
        if row.granted:
            return Taken(granted=row.granted, level=row.level)
        wait = wait_for(row.level, self._terms, want, shut=float(row.shut))
        return Taken(granted=0, level=row.level, wait=wait)

    async def prepare(self) -> None:
        """Put up a full bucket where there is none."""
        async with self._engine.begin() as connection:
            await connection.execute(_PREPARE, self._key | self._size)

    async def give_back(self, weight: int) -> None:
        """Return what was taken and not used."""
        async with self._engine.begin() as connection:
            await connection.execute(_GIVE_BACK, self._key | {"weight": weight})

    async def shut(self, seconds: float) -> None:
        """Empty the bucket, and give nothing for a while."""
        await self.prepare()
        async with self._engine.begin() as connection:
            await connection.execute(_SHUT, self._key | {"seconds": seconds})

    async def _take(self, want: Want) -> Row[tuple[float, int, float]] | None:
        wanted = {
            "least": want.least,
            "most": want.most,
            "floor": self._terms.floor(want.priority),
        }
        async with self._engine.begin() as connection:
            taken = await connection.execute(_TAKE, self._key | self._size | wanted)
        return taken.one_or_none()
