"""One transaction: the repositories, the inbox, and the messages that leave if it commits."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.base import Message
from contracts.channels import routing_key
from contracts.market import Network
from infra.inbox import SqlInbox
from infra.repositories.agents import SqlAgents
from infra.repositories.billing import SqlBills
from infra.repositories.halts import SqlHalts
from infra.repositories.intents import SqlIntents
from infra.repositories.markets import SqlMarkets
from infra.repositories.metrics import SqlMetrics
from infra.repositories.orders import SqlOrders
from infra.repositories.performance import SqlPerformance
from infra.repositories.positions import SqlPositions
from infra.repositories.posts import SqlPosts
from infra.repositories.preferences import SqlPreferences
from infra.repositories.reconciliation import SqlReconciliation
from infra.repositories.risk import SqlRisk
from infra.repositories.scores import SqlScores
from infra.repositories.signals import SqlSignals
from infra.repositories.signers import SqlSigners
from infra.repositories.stops import SqlStops
from infra.repositories.subscriptions import SqlSubscriptions

OUTBOX_CHANNEL = "outbox"
STORE = text(
    f"""
    with stored as (
      insert into outbox (message_id, trace_id, routing_key, partition, payload, occurred_at)
      select message_id, trace_id, routing_key, partition, payload::jsonb, occurred_at
      from unnest(
        cast(:message_ids as uuid[]), cast(:trace_ids as uuid[]), cast(:routing_keys as text[]),
        cast(:partitions as text[]), cast(:payloads as text[]), cast(:moments as timestamptz[])
      ) with ordinality
        as m (message_id, trace_id, routing_key, partition, payload, occurred_at, n)
      where pg_current_xact_id() is not null
      order by n
      on conflict (message_id) do nothing
    )
    select pg_notify('{OUTBOX_CHANNEL}', '')
    """  # noqa: S608 - a constant of ours
)
"""Stores any number of messages in the order they were emitted, and rings, in one round trip.

Its transaction has a number before it draws an id of the outbox: `infra.event_log` counts on it.
"""


class SqlUnitOfWork:
    """A transaction on Postgres; the messages emitted in it go to the outbox with it."""

    agents: SqlAgents
    posts: SqlPosts
    signals: SqlSignals
    signers: SqlSigners
    intents: SqlIntents
    orders: SqlOrders
    positions: SqlPositions
    reconciliation: SqlReconciliation
    stops: SqlStops
    markets: SqlMarkets
    halts: SqlHalts
    risk: SqlRisk
    bills: SqlBills
    metrics: SqlMetrics
    performance: SqlPerformance
    subscriptions: SqlSubscriptions
    scores: SqlScores
    preferences: SqlPreferences
    inbox: SqlInbox

    def __init__(self, engine: AsyncEngine, network: Network) -> None:
        self._engine = engine
        self._network = network
        self._emitted: list[Message] = []
        self._connection: AsyncConnection | None = None

    @property
    def connection(self) -> AsyncConnection:
        """Return the transaction's connection. Raises RuntimeError outside `async with`."""
        if self._connection is None:
            raise RuntimeError("the unit of work was not entered")
        return self._connection

    def emit(self, *messages: Message) -> None:
        """Publish these if, and only if, the transaction commits."""
        self._emitted.extend(messages)

    async def __aenter__(self) -> Self:
        self._connection = connection = await self._engine.connect()
        self._emitted.clear()
        self.agents = SqlAgents(connection, self._network)
        self.posts = SqlPosts(connection, self._network)
        self.signals = SqlSignals(connection, self._network)
        self.signers = SqlSigners(connection, self._network)
        self.intents = SqlIntents(connection, self._network)
        self.orders = SqlOrders(connection, self._network)
        self.positions = SqlPositions(connection, self._network)
        self.reconciliation = SqlReconciliation(connection, self._network)
        self.stops = SqlStops(connection, self._network)
        self.markets = SqlMarkets(connection, self._network)
        self.halts = SqlHalts(connection, self._network)
        self.risk = SqlRisk(connection, self._network)
        self.bills = SqlBills(connection, self._network)
        self.metrics = SqlMetrics(connection, self._network)
        self.performance = SqlPerformance(connection, self._network)
        self.subscriptions = SqlSubscriptions(connection, self._network)
        self.scores = SqlScores(connection, self._network)
        self.preferences = SqlPreferences(connection)
        self.inbox = SqlInbox(connection)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        connection = self.connection
        try:
            if exc is None:
                await self._store_emitted()
                await connection.commit()
        finally:
            self._connection = None
            await connection.close()

    async def _store_emitted(self) -> None:
        if self._emitted:
            await self.connection.execute(STORE, outbox_values(self._emitted))


def outbox_values(messages: Sequence[Message]) -> dict[str, list[Any]]:
    """Spell messages as the columns of outbox rows."""
    return {
        "message_ids": [message.id for message in messages],
        "trace_ids": [message.trace_id for message in messages],
        "routing_keys": [routing_key(type(message)) for message in messages],
        "partitions": [message.partition for message in messages],
        "payloads": [message.model_dump_json() for message in messages],
        "moments": [message.occurred_at for message in messages],
    }
