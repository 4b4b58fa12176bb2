"""One transaction: the repositories, the inbox, and the messages that leave if it commits."""

from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
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
from infra.repositories.positions import SqlPositions
from infra.repositories.posts import SqlPosts
from infra.repositories.signals import SqlSignals
from infra.tables.delivery import OutboxRow

OUTBOX_CHANNEL = "outbox"


class SqlUnitOfWork:
    """A transaction on Postgres; the messages emitted in it go to the outbox with it."""

    agents: SqlAgents
    posts: SqlPosts
    signals: SqlSignals
    intents: SqlIntents
    orders: SqlOrders
    positions: SqlPositions
    markets: SqlMarkets
    halts: SqlHalts
    bills: SqlBills
    metrics: SqlMetrics
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
        self.intents = SqlIntents(connection, self._network)
        self.orders = SqlOrders(connection, self._network)
        self.positions = SqlPositions(connection, self._network)
        self.markets = SqlMarkets(connection, self._network)
        self.halts = SqlHalts(connection, self._network)
        self.bills = SqlBills(connection, self._network)
        self.metrics = SqlMetrics(connection, self._network)
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
        if not self._emitted:
            return
        statement = insert(OutboxRow).on_conflict_do_nothing(index_elements=["message_id"])
        await self.connection.execute(statement, [outbox_values(m) for m in self._emitted])
        await self.connection.execute(text(f"select pg_notify('{OUTBOX_CHANNEL}', '')"))


def outbox_values(message: Message) -> dict[str, object]:
    """Spell a message as an outbox row."""
    return {
        "message_id": message.id,
        "trace_id": message.trace_id,
        "routing_key": routing_key(type(message)),
        "partition": message.partition,
        "payload": message.model_dump(mode="json"),
        "occurred_at": message.occurred_at,
    }
