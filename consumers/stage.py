"""A stage of the pipeline: which messages it handles, and which work it does by itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from contracts.base import Message
from contracts.market import VenueName
from contracts.posts import SourceKind
from domain.policy import Policy
from domain.ports.classifier import Classifier
from domain.ports.clock import Clock
from domain.ports.rates import Room
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.ports.venue import Venue

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message's turn: its transaction, its moment, and the rules in force.

    A handler talks to nothing but the transaction; several messages may share one.
    """

    uow: UnitOfWork
    now: datetime
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a stage's own loops may use: transactions, the clock, and the outside."""

    units: UnitsOfWork
    clock: Clock
    policy: Policy
    classifier: Classifier
    venues: Mapping[VenueName, Venue]
    notes: Classifier | None = None
    """Judges research notes, under the policy's `note_classifier`; none, and posts' does."""
    rooms: Mapping[VenueName, Room] = field(default_factory=dict)
    """How much the venues that ration us take now; one that is not named takes all."""

    def classifier_for(self, kind: SourceKind) -> Classifier:
        """Choose who judges what sources of a kind say."""
        if kind is SourceKind.RESEARCH and self.notes is not None:
            return self.notes
        return self.classifier


Handler = Callable[[Any, Turn], Awaitable[None]]
GroupHandler = Callable[[Sequence[Any], Turn], Awaitable[None]]
"""Handles messages of one kind that share a turn, in the order they came."""
Loop = Callable[[World], Awaitable[int]]
"""Does what is due and returns how much that was; it is called again at once while not 0."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A name, a handler for each message it hears, and the work it does by itself.

    Loops do what messages leave behind and look as soon as one was handled; rounds go by time.
    """

    name: str
    handlers: dict[type[Message], Handler] = field(default_factory=dict)
    groups: dict[type[Message], GroupHandler] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)
    rounds: list[Loop] = field(default_factory=list)

    def handles(
        self, message: type[M]
    ) -> Callable[[Callable[[M, Turn], Awaitable[None]]], Callable[[M, Turn], Awaitable[None]]]:
        """Register the function under the decorator as the handler of a message."""

        def register(
            handler: Callable[[M, Turn], Awaitable[None]],
        ) -> Callable[[M, Turn], Awaitable[None]]:
            self.handlers[message] = handler
            return handler

        return register

    def handles_together(
        self, message: type[M]
    ) -> Callable[
        [Callable[[Sequence[M], Turn], Awaitable[None]]],
        Callable[[Sequence[M], Turn], Awaitable[None]],
    ]:
        """Register a handler that takes all messages of a kind in a turn as one piece of work."""

        def register(
            handler: Callable[[Sequence[M], Turn], Awaitable[None]],
        ) -> Callable[[Sequence[M], Turn], Awaitable[None]]:
            async def one(single: M, turn: Turn) -> None:
                await handler([single], turn)

            one.__name__, one.__doc__ = handler.__name__, handler.__doc__
            self.handlers[message] = one
            self.groups[message] = handler
            return handler

        return register

    def loop(self, work: Loop) -> Loop:
        """Register the function under the decorator as work that the database drives."""
        self.loops.append(work)
        return work

    def round(self, work: Loop) -> Loop:
        """Register the function under the decorator as work done every second, come what may."""
        self.rounds.append(work)
        return work
