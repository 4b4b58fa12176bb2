"""One transaction: everything stored, and every message that leaves if it commits."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from contracts.base import Message
from domain.ports.agents import Agents
from domain.ports.billing import Bills
from domain.ports.halts import Halts
from domain.ports.inbox import Inbox
from domain.ports.intents import Intents
from domain.ports.markets import Markets
from domain.ports.metrics import Metrics
from domain.ports.orders import Orders
from domain.ports.performance import Performance
from domain.ports.positions import Positions
from domain.ports.posts import Posts
from domain.ports.preferences import StoredPreferences
from domain.ports.reconciliation import Reconciliation
from domain.ports.risk import Risk
from domain.ports.scores import Scores
from domain.ports.signals import Signals
from domain.ports.signers import Signers
from domain.ports.stops import Stops
from domain.ports.subscriptions import Subscriptions


class UnitOfWork(Protocol):
    """Commits on a clean exit, rolls back on any other; nobody calls commit."""

    @property
    def agents(self) -> Agents: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def signals(self) -> Signals: ...
    @property
    def signers(self) -> Signers: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def positions(self) -> Positions: ...
    @property
    def reconciliation(self) -> Reconciliation: ...
    @property
    def stops(self) -> Stops: ...
    @property
    def markets(self) -> Markets: ...
    @property
    def halts(self) -> Halts: ...
    @property
    def risk(self) -> Risk: ...
    @property
    def bills(self) -> Bills: ...
    @property
    def metrics(self) -> Metrics: ...
    @property
    def performance(self) -> Performance: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def preferences(self) -> StoredPreferences: ...
    @property
    def inbox(self) -> Inbox: ...

    def emit(self, *messages: Message) -> None:
        """Publish these if, and only if, the transaction commits."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


UnitsOfWork = Callable[[], UnitOfWork]
"""Begins a new transaction each time it is called and entered."""
