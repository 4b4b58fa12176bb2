"""What can go wrong, sorted by what the caller should do about it.

TradingError
├── NotFound               the caller named something that does not exist    -> exit 2 / 404
├── Conflict               the request is sound, the state forbids it        -> exit 1 / 409
├── Hopeless               this message can never succeed                    -> parked at once
└── OutsideError           the outside world let us down
    ├── VenueError
    │   ├── VenueRefused       the venue said no; asking again will not help -> OrderRejected
    │   │   ├── KeyUnavailable no key that may sign for the wallet           -> the user approves
    │   │   └── NeverSigned    no key of ours signs that                     -> OrderRejected
    │   ├── VenueUnavailable   the request never left us                     -> try again later
    │   │   └── VenueBusy      we may not ask so much of it now              -> it counts as no try
    │   │   └── KeyLocked      the key is there and does not open            -> the operator
    │   └── FateUnknown        sent, no answer: look it up                   -> find(), then decide
    ├── ChainSilent            no answer from the chain: no yes          -> fail closed, say so
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


class ChainSilent(OutsideError):
    """The chain gave no answer, or none that makes sense; that is no yes."""


class VenueError(OutsideError):
    """A venue did not do what it was asked."""


class VenueRefused(VenueError):
    """The venue said no, and says why."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class KeyUnavailable(VenueRefused):
    """There is no key that may sign for the wallet: never approved, lapsed, or revoked."""

    def __init__(self, detail: str) -> None:
        super().__init__(RejectReason.NOT_APPROVED, detail)


class NeverSigned(VenueRefused):
    """Agent keys trade; what else was asked for is signed by no key of ours."""

    def __init__(self, detail: str) -> None:
        super().__init__(RejectReason.VENUE_REFUSED, detail)


class VenueUnavailable(VenueError):
    """The request never left us, so nothing happened."""


class KeyLocked(VenueUnavailable):
    """The key is stored and cannot be opened now; nothing was signed, and so nothing was sent."""


class VenueBusy(VenueUnavailable):
    """What the venue lets us ask is spent, so the request never left us."""


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
