"""The unheard: what a stage was to be told and has not taken, read from the outbox itself."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Interval, Row, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

SETTLED_SECONDS = 60
"""A transaction that stored messages has ended by then, so no earlier id can still appear."""
BUSY = 3
"""How many times as long a relay gets that published something just now: it is only behind."""
_TOLD = """
    select o.id, o.message_id, o.routing_key, o.payload::text as body
    from outbox o
    join subscription s on s.stage = :stage and s.routing_key = o.routing_key
      and o.created_at >= s.since
    left join inbox i on i.stage = :stage and i.message_id = o.message_id
    left join retry r on r.stage = :stage and r.message_id = o.message_id
    where i.message_id is null and o.routing_key = any(:keys) and o.message_id <> all(:but)
"""
"""What the stage subscribes to and has not taken."""
_DUE = "(r.attempts = 0 or r.next_attempt_at <= statement_timestamp())"
"""It was never heard, or it failed and may be tried again."""
_LISTS = (bindparam("keys", type_=ARRAY(Text)), bindparam("but", type_=ARRAY(Uuid)))
UNPUBLISHED = text(f"""
    {_TOLD} and o.id > :floor and o.published_at is null and (r.message_id is null or {_DUE})
      and o.created_at < statement_timestamp() - :patience * case
        when exists (select from outbox where published_at > statement_timestamp() - :patience)
        then :busy else 1 end
    order by o.id limit :most
""").bindparams(*_LISTS, bindparam("patience", type_=Interval), busy=BUSY)
"""An index holds what is unpublished: while the relay works it is all but empty."""
UNHEARD = text(f"""
    {_TOLD} and o.id > :floor and r.message_id is null
    union all
    {_TOLD} and r.message_id is not null and {_DUE}
    order by id limit :most
""").bindparams(*_LISTS)
"""What is new, and what the sweeper or a failure has noted, however old that is."""
FLOOR = text("""
    select coalesce(least(
      (select id from outbox
       where created_at < statement_timestamp() - make_interval(secs => :settled)
       order by id desc limit 1),
      (select min(id) - 1 from outbox where published_at is null and :first)), 0)
""").bindparams(bindparam("first", type_=Boolean), settled=SETTLED_SECONDS)

Told = Row[tuple[int, UUID, str, str]]
"""A message of the outbox: `id`, `message_id`, `routing_key` and `body`."""


class Unheard:
    """Reads what stages have not heard; every look is one statement."""

    def __init__(self, engine: AsyncEngine, *, patience: float = 1.0, most: int = 500) -> None:
        """Prepare to look; a relay that stands still for `patience` seconds is passed by."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._patience = timedelta(seconds=patience)
        self._most = most

    async def floor(self, *, first: bool = False) -> int:
        """Return an id below which nothing new appears; the `first` lies below all unpublished."""
        async with self._engine.connect() as connection:
            return int((await connection.execute(FLOOR, {"first": first})).scalar_one())

    async def read(
        self, stage: str, keys: Collection[str], *, floor: int, silent: bool, but: Collection[UUID]
    ) -> Sequence[Told]:
        """Return what a stage has not heard above the floor, in the order it was told.

        While the broker is `silent` that is all it has not taken, else only what the relay leaves
        unpublished. What failed is left out until it is due, and so is what is named by `but`.
        """
        given = {"stage": stage, "keys": list(keys), "floor": floor, "but": list(but)}
        given |= {"patience": self._patience, "most": self._most}
        async with self._engine.connect() as connection:
            return (await connection.execute(UNHEARD if silent else UNPUBLISHED, given)).all()
