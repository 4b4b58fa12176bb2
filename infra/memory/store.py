"""Everything stored, in one process's memory."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from contracts.base import Message
from contracts.market import Network
from domain.ports.clock import Clock
from domain.ports.metrics import Metrics
from domain.ports.performance import Performance
from domain.ports.reconciliation import Reconciliation
from domain.ports.stops import Stops
from domain.ports.subscriptions import Subscriptions
from infra.memory.agents import MemoryAgents
from infra.memory.bills import MemoryBills
from infra.memory.halts import MemoryHalts
from infra.memory.inbox import MemoryInbox
from infra.memory.intents import MemoryIntents
from infra.memory.journal import Journal
from infra.memory.markets import MemoryMarkets
from infra.memory.orders import MemoryOrders
from infra.memory.outbox import MemoryOutbox
from infra.memory.position_rows import PositionRows
from infra.memory.positions import Beside, MemoryPositions
from infra.memory.posts import MemoryPosts
from infra.memory.risk import MemoryRisk
from infra.memory.scores import MemoryPreferences, MemoryScores
from infra.memory.signals import MemorySignals
from infra.memory.signers import MemorySigners
from infra.memory.sources import MemorySources
from infra.memory.unpolled import NotKept


class MemoryStore:
    """Every noun's rows, and who hears of the messages that transactions leave."""

    def __init__(self, network: Network, clock: Clock) -> None:
        self.journal = journal = Journal()
        self.outbox = MemoryOutbox()
        self.inbox = MemoryInbox(journal)
        self.sources = MemorySources(journal)
        self.agents = MemoryAgents(journal, network, self.sources)
        self.signals = MemorySignals(journal)
        self.signers = MemorySigners(journal, self.agents)
        self.posts = MemoryPosts(journal, clock, self.sources, self.signals)
        self.orders = MemoryOrders(journal, clock, self.signals)
        self.markets = MemoryMarkets(journal)
        rows = PositionRows(journal)
        self.intents = MemoryIntents(journal, rows, self.orders)
        beside = Beside(
            agents=self.agents, orders=self.orders, markets=self.markets, signals=self.signals
        )
        self.positions = MemoryPositions(journal, rows, beside)
        self.halts = MemoryHalts(journal)
        self.risk = MemoryRisk(journal, rows, self.markets)
        self.bills = MemoryBills(journal)
        self.scores = MemoryScores(journal, self.markets)
        self.preferences = MemoryPreferences(journal)
        self._unit = MemoryUnitOfWork(self)

    def units(self) -> "MemoryUnitOfWork":
        """Begin a transaction, as `domain.ports.unit_of_work.UnitsOfWork` wants it."""
        return self._unit

    def has_work(self, now: datetime) -> bool:
        """Tell whether a loop would find anything to do at that moment."""
        return self.posts.has_work() or self.orders.has_work(now)

    def listen(self, hear: Callable[[Message], None]) -> None:
        """Have each message told once, when the transaction that left it commits."""
        self.outbox.listen(hear)


class MemoryUnitOfWork:
    """A transaction in memory, the only one at its time; messages leave when it ends well."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._emitted: list[Message] = []
        self._is_open = False
        self.agents = store.agents
        self.posts = store.posts
        self.signals = store.signals
        self.signers = store.signers
        self.intents = store.intents
        self.orders = store.orders
        self.positions = store.positions
        self.markets = store.markets
        self.halts = store.halts
        self.risk = store.risk
        self.bills = store.bills
        self.scores = store.scores
        self.preferences = store.preferences
        self.inbox = store.inbox

    @property
    def metrics(self) -> Metrics:
        """Raise NotKept: a report computes figures from closed positions, nobody stores them."""
        raise NotKept("metrics are not kept in memory")

    @property
    def performance(self) -> Performance:
        """Raise NotKept, as `metrics` does."""
        raise NotKept("figures are not kept in memory")

    @property
    def reconciliation(self) -> Reconciliation:
        """Raise NotKept: the venue in memory trades for nobody but us."""
        raise NotKept("differences with a venue are not kept in memory")

    @property
    def stops(self) -> Stops:
        """Raise NotKept: nothing rests at a venue in memory."""
        raise NotKept("stops that rest at a venue are not kept in memory")

    @property
    def subscriptions(self) -> Subscriptions:
        """Raise NotKept: what a month costs is not decided by any post."""
        raise NotKept("subscriptions are not kept in memory")

    def emit(self, *messages: Message) -> None:
        """Publish these if, and only if, the transaction commits."""
        self._emitted.extend(messages)

    async def __aenter__(self) -> Self:
        if self._is_open:
            raise RuntimeError("a transaction is open already")
        self._is_open = True
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        emitted, self._emitted, self._is_open = self._emitted, [], False
        if exc is not None:
            self._store.journal.rollback()
            return
        self._store.journal.keep()
        if emitted:
            self._store.outbox.publish(emitted)
