"""Alarms: what an operator should look at now."""

from enum import StrEnum

from contracts.base import Message


class AlarmKind(StrEnum):
    PRICE_STALE = "price_stale"
    NAKED_POSITION = "naked_position"
    ORDER_UNRESOLVED = "order_unresolved"
    ORDER_OVERFILLED = "order_overfilled"
    EXIT_NOT_DONE = "exit_not_done"
    VENUE_NOT_CONFIGURED = "venue_not_configured"
    CLASSIFIER_FAILING = "classifier_failing"
    SOURCE_FAILING = "source_failing"
    POST_GAP = "post_gap"
    DRIFT = "drift"
    """A venue holds another quantity than we do."""
    BREAKER_TRIPPED = "breaker_tripped"
    """A day's result fell so far that a halt was raised."""
    PRICE_JUMPED = "price_jumped"
    """A mark is so far from the last one that it is not believed yet."""
    KEY_MISSING = "key_missing"
    """A position is to be closed, and its owner has approved no key that could."""


class AlarmRaised(Message):
    """Something needs a person; subject names the thing, kind what is wrong with it."""

    kind: AlarmKind
    subject: str
    detail: str

    @property
    def partition(self) -> str:
        return self.subject
