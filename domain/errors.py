"""What can go wrong, sorted by what the caller should do about it.

TradingError
├── NotFound               the caller named something that does not exist    -> exit 2 / 404
├── Conflict               the request is sound, the state forbids it        -> exit 1 / 409
├── Hopeless               this message can never succeed                    -> parked at once
└── OutsideError           the outside world let us down
    ├── VenueError
    │   ├── VenueRefused       the venue said no; asking again will not help -> OrderRejected
    │   ├── VenueUnavailable   the request never left us                     -> try again later
    │   └── FateUnknown        sent, no answer: look it up                   -> find(), then decide
    ├── ClassifierError
    │   ├── ClassifierAway     no verdict now                                -> try again later
    │   └── ClassifierGaveUp   asking again will not help                    -> the stand-in judges
    └── FeedError
        ├── FeedUnavailable    no answer, or a broken one                    -> try again later
        │   ├── FeedForbidden  the feed does not accept our key              -> an alarm
        │   └── FeedSpent      what we may read is used up                   -> an alarm, tomorrow
        └── UnknownUser        the feed knows no such account                -> a strike
"""

from datetime import timedelta

from contracts.orders import RejectReason


class TradingError(Exception):
    """Anything of ours that goes wrong."""


class NotFound(TradingError):
    """The caller named something that does not exist."""


class Conflict(TradingError):
    """The request is sound, but the state forbids it."""


class Hopeless(TradingError):
    """This message can never succeed, however often it is tried."""


class OutsideError(TradingError):
    """The outside world let us down."""


class VenueError(OutsideError):
    """A venue did not do what it was asked."""


class VenueRefused(VenueError):
    """The venue said no, and says why."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class VenueUnavailable(VenueError):
    """The request never left us, so nothing happened."""


class FateUnknown(VenueError):
    """The request may have arrived; only asking can tell."""


class ClassifierError(OutsideError):
    """A classifier gave no verdict."""


class ClassifierAway(ClassifierError):
    """No verdict can be had now; the service may say how long to wait before asking again."""

    def __init__(self, detail: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ClassifierGaveUp(ClassifierError):
    """No verdict is to be had, however often it is asked for."""


class FeedError(OutsideError):
    """A feed of posts did not answer as it should."""


class FeedUnavailable(FeedError):
    """The feed gave no answer, or a broken one; it may say how long to wait before asking again."""

    def __init__(self, detail: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class FeedForbidden(FeedUnavailable):
    """The feed does not accept our key."""


class FeedSpent(FeedUnavailable):
    """As many posts were read as we pay for; asking again soon will not help."""


class UnknownUser(FeedError):
    """The feed knows no such account."""
