"""Jumps: a price far from the last one is asked for again before anything is done by it.

It is believed when another venue says the same, when some looks in a row agree for a while, or
when doubt has lasted as long as doubt may: a true jump acts late, and never never.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from uuid import NAMESPACE_URL, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.market import Network, Price, Symbol, VenueName
from contracts.positions import PriceMarked
from domain.limits import drift, fresh

Listed = tuple[VenueName, Symbol]
Others = Mapping[Symbol, Mapping[VenueName, tuple[Price, ...]]]
"""What venues say of symbols now, believed or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """What a jump is, and what it takes to believe one."""

    share: Decimal = Decimal("0.30")
    """How far from the last price one may be, as a share of that, and be believed at once."""
    agreement: Decimal = Decimal("0.10")
    """How far two looks, or two venues, may be apart and still agree."""
    looks: int = 3
    """How many looks in a row have to agree."""
    watch: timedelta = timedelta(seconds=5)
    """How long they have to agree for."""
    longest: timedelta = timedelta(seconds=60)
    """How long a market may be doubted; the next price after that is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Prices of a market that are not believed yet."""

    price: Price
    """The last of them."""
    since: datetime
    """When the first was seen."""
    agreed_since: datetime
    """When the first of those that agree with the last was seen."""
    at: datetime
    """When the last was seen."""
    looks: int
    """How many, up to the last, agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The price of a market that is believed, and what came after it that is not."""

    price: Price
    seen_at: datetime
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The marks that may act, what is doubted of the others, and the doubts that are new."""

    believed: tuple[PriceMarked, ...]
    doubts: Mapping[Listed, Doubt]
    begun: tuple[PriceMarked, ...]


def judge(
    marks: Iterable[PriceMarked],
    known: Mapping[Listed, Known],
    *,
    rules: Jumps,
    max_age: timedelta,
) -> Judged:
    """Tell the marks that may act from those to be seen again; marks are of different markets."""
    marks = tuple(marks)
    if not any(_jumped(mark, known.get((mark.venue, mark.symbol)), rules) for mark in marks):
        return Judged(believed=marks, doubts={}, begun=())
    others = _said(marks, known, max_age)
    believed, doubts, begun = [], {}, []
    for mark in marks:
        before = known.get((mark.venue, mark.symbol))
        doubt = doubted(mark, before, others, rules)
        if doubt is None:
            believed.append(mark)
            continue
        doubts[mark.venue, mark.symbol] = doubt
        if before is not None and before.doubt is None:
            begun.append(mark)
    return Judged(believed=tuple(believed), doubts=doubts, begun=tuple(begun))


def doubted(mark: PriceMarked, known: Known | None, others: Others, rules: Jumps) -> Doubt | None:
    """Doubt a mark after what is known, or return None: it is believed.

    One not newer than what is known is believed, because it changes nothing; one not newer than
    what is doubted is no second look.
    """
    if known is None or not _jumped(mark, known, rules) or _seconded(mark, others, rules):
        return None
    if known.doubt is not None and mark.seen_at <= known.doubt.at:
        return known.doubt
    doubt = _looked(mark, known.doubt, rules)
    return None if _confirmed(doubt, rules) else doubt


def jump_alarm(mark: PriceMarked, known: Known, network: Network, now: datetime) -> AlarmRaised:
    """Tell of a doubt that begins, once: its id comes from the mark that began it."""
    subject = f"{mark.venue}/{mark.symbol}"
    episode = uuid5(NAMESPACE_URL, f"jump/{network}/{subject}/{mark.seen_at.isoformat()}")
    return AlarmRaised(
        **lineage(episode, "alarm", trace_id=episode, at=now),
        kind=AlarmKind.PRICE_JUMPED,
        subject=subject,
        detail=f"{mark.price:f} after {known.price:f}; nothing acts on it until it is seen again",
    )


def _jumped(mark: PriceMarked, known: Known | None, rules: Jumps) -> bool:
    """Tell whether a mark is newer than what is known, and far from it."""
    if known is None or mark.seen_at <= known.seen_at:
        return False
    return not _near(mark, known.price, rules.share)


def _near(mark: PriceMarked, price: Price, share: Decimal) -> bool:
    return drift(mark.price, price) <= share


def _seconded(mark: PriceMarked, others: Others, rules: Jumps) -> bool:
    said = others.get(mark.symbol, {}).items()
    elsewhere = chain.from_iterable(prices for venue, prices in said if venue is not mark.venue)
    return any(_near(mark, price, rules.agreement) for price in elsewhere)


def _looked(mark: PriceMarked, doubt: Doubt | None, rules: Jumps) -> Doubt:
    agrees = doubt is not None and _near(mark, doubt.price, rules.agreement)
    return Doubt(
        price=mark.price,
        since=doubt.since if doubt else mark.seen_at,
        agreed_since=doubt.agreed_since if doubt and agrees else mark.seen_at,
        at=mark.seen_at,
        looks=doubt.looks + 1 if doubt and agrees else 1,
    )


def _confirmed(doubt: Doubt, rules: Jumps) -> bool:
    agreed = doubt.looks >= rules.looks and doubt.at - doubt.agreed_since >= rules.watch
    return agreed or doubt.at - doubt.since >= rules.longest


def _said(
    marks: Iterable[PriceMarked], known: Mapping[Listed, Known], max_age: timedelta
) -> Others:
    """Collect what each venue says of each symbol, about the time of the marks."""
    said: dict[Symbol, dict[VenueName, tuple[Price, ...]]] = {}
    newest: dict[Symbol, datetime] = {}
    for mark in marks:
        said.setdefault(mark.symbol, {})[mark.venue] = (mark.price,)
        newest[mark.symbol] = max(mark.seen_at, newest.get(mark.symbol, mark.seen_at))
    for (venue, symbol), each in known.items():
        if symbol in newest:
            heard = _fresh_prices(each, newest[symbol], max_age)
            said[symbol][venue] = (*said[symbol].get(venue, ()), *heard)
    return said


def _fresh_prices(known: Known, now: datetime, max_age: timedelta) -> tuple[Price, ...]:
    seen = [(known.price, known.seen_at)]
    if known.doubt is not None:
        seen.append((known.doubt.price, known.doubt.at))
    return tuple(price for price, at in seen if fresh(at, now, max_age))
