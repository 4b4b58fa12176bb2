"""What Hyperliquid's words mean for us: every text that it is known to say, and what to do.

A text that is not known here means that we must look again; it never means "it failed".
"""

import logging
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, assert_never

from contracts.market import Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueError, VenueRefused

log = logging.getLogger(__name__)


class Meaning(Enum):
    """What a text tells beyond a plain no."""

    REFUSED = auto()
    """A plain no."""
    OUR_BUG = auto()
    """A no to something that we should never have sent."""
    NO_MATCH = auto()
    """Taken, and over: nobody trades at this price now."""
    EXPIRED = auto()
    """Too late: these bytes do nothing now, but may have before."""
    TAKEN = auto()
    """This nonce is spent: these bytes, or others, were taken before."""
    OUT_OF_TIME = auto()
    """This nonce may not be spent now; whether it ever was, the venue does not say."""
    STRANGER = auto()
    """The address in the text may not trade."""
    EMPTY = auto()
    """The address in the text has nothing to trade with."""
    GONE = auto()
    """There is no such order to cancel."""
    SATURATED = auto()
    """The account has spent what it may ask for."""
    UNKNOWN = auto()
    """A text that is not known here."""


@dataclass(frozen=True, slots=True)
class Word:
    """How one text of the venue is understood."""

    pattern: re.Pattern[str]
    meaning: Meaning
    reason: RejectReason = RejectReason.VENUE_REFUSED


def _word(
    pattern: str,
    reason: RejectReason = RejectReason.VENUE_REFUSED,
    meaning: Meaning = Meaning.REFUSED,
) -> Word:
    return Word(re.compile(pattern, re.IGNORECASE), meaning, reason)


WORDS: Final = (
    _word(r"price must be divisible by tick size", meaning=Meaning.OUR_BUG),
    _word(r"order has (an )?invalid (size|price)", meaning=Meaning.OUR_BUG),
    _word(r"order has zero size", meaning=Meaning.OUR_BUG),
    _word(r"post only order would have immediately matched", meaning=Meaning.OUR_BUG),
    _word(r"order must have minimum value of", RejectReason.BELOW_MINIMUM),
    _word(r"insufficient margin to place order", RejectReason.INSUFFICIENT_BALANCE),
    _word(r"insufficient spot balance", RejectReason.INSUFFICIENT_BALANCE),
    _word(r"sufficient margin available to decrease", RejectReason.INSUFFICIENT_BALANCE),
    _word(r"reduce only order would increase position", RejectReason.NOTHING_TO_CLOSE),
    _word(r"could not immediately match", RejectReason.NO_LIQUIDITY, Meaning.NO_MATCH),
    _word(r"no liquidity available for market order", RejectReason.NO_LIQUIDITY, Meaning.NO_MATCH),
    _word(r"invalid tp/sl price", RejectReason.PRICE_BEYOND_LIMIT),
    _word(r"price too far from oracle", RejectReason.PRICE_BEYOND_LIMIT),
    _word(r"away from the reference price", RejectReason.PRICE_BEYOND_LIMIT),
    _word(r"more aggressive than oracle while at open interest cap"),
    _word(r"would increase open interest while open interest is capped"),
    _word(r"would increase open interest too quickly"),
    _word(r"exceed margin tier limit at current leverage"),
    _word(r"invalid leverage"),
    _word(r"cannot switch leverage type with open position"),
    _word(r"cross margin is not allowed"),
    _word(r"unknown asset", RejectReason.NO_MARKET, Meaning.OUR_BUG),
    _word(r"vault not registered|builder fee has not been approved", meaning=Meaning.OUR_BUG),
    _word(r"(asset|market) (is )?(delisted|halted)", RejectReason.NO_MARKET),
    _word(r"trading is halted"),
    _word(r"extra agent|pending agent removal|agent valid_until"),
    _word(r"never placed, already canceled, or filled", meaning=Meaning.GONE),
    _word(r"duplicate nonce", meaning=Meaning.TAKEN),
    _word(r"nonce too (low|high)", meaning=Meaning.OUT_OF_TIME),
    _word(r"action (already )?expired", RejectReason.EXPIRED, Meaning.EXPIRED),
    _word(r"user or api wallet 0x\w+ does not exist", RejectReason.NOT_APPROVED, Meaning.STRANGER),
    _word(r"must deposit before performing", RejectReason.INSUFFICIENT_BALANCE, Meaning.EMPTY),
    _word(r"too many cumulative requests", meaning=Meaning.SATURATED),
)
_UNKNOWN: Final = _word(r"", meaning=Meaning.UNKNOWN)
_ADDRESS: Final = re.compile(r"0x[0-9a-f]{40}")
_LONGEST: Final = 200


def understood(text: str) -> Word:
    """Find what a text means, whatever stands around the words that tell it."""
    return next((word for word in WORDS if word.pattern.search(text)), _UNKNOWN)


def as_error(text: str, *, ours: frozenset[Wallet]) -> VenueError:
    """Turn a refusal into what the caller is to know; `ours` are the addresses we act by.

    Texts about nonces, and any that is not known, are of unknown fate: only a look can tell.
    """
    word, said = understood(text), text[:_LONGEST]
    match word.meaning:
        case Meaning.REFUSED | Meaning.NO_MATCH | Meaning.EXPIRED | Meaning.GONE:
            return VenueRefused(word.reason, said)
        case Meaning.OUR_BUG:
            log.error("Hyperliquid refused what should never have been sent: %s", said)
            return VenueRefused(word.reason, f"our fault: {said}")
        case Meaning.STRANGER | Meaning.EMPTY:
            return _by_address(word, said, ours)
        case Meaning.TAKEN | Meaning.OUT_OF_TIME | Meaning.SATURATED | Meaning.UNKNOWN:
            return FateUnknown(f"Hyperliquid says: {said}")
        case unreachable:
            assert_never(unreachable)


def _by_address(word: Word, said: str, ours: frozenset[Wallet]) -> VenueError:
    """Tell a user who must do something from a signature of ours that names a stranger.

    Of a wrong signature the venue never says so: it recovers some address, and does not know it.
    """
    if ours & set(_ADDRESS.findall(said.lower())):
        return VenueRefused(word.reason, f"the user is needed: {said}")
    log.error("a signature of ours names a stranger to Hyperliquid: %s", said)
    return VenueRefused(RejectReason.VENUE_REFUSED, f"OUR SIGNATURE IS WRONG: {said}")
