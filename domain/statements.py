"""An account's statement: our books beside its venue's, and every difference by its name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from contracts.market import PositionId, Purpose, Side, Symbol, VenueName, Wallet
from domain.ports.venue import AccountHolding, AccountTrade, FundingPayment
from domain.positions import PositionFill, held

CENT = Decimal("0.01")
"""Amounts that differ by less are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedFill:
    """A fill in our books, with the position it belongs to; `side` is the position's."""

    fill_id: str
    position_id: PositionId
    wallet: Wallet
    symbol: Symbol
    side: Side
    fill: PositionFill


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a venue told of one account: all it holds, and the trades and payments of a time."""

    holdings: Sequence[AccountHolding] = ()
    trades: Sequence[AccountTrade] = ()
    funding: Sequence[FundingPayment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One token: what we hold and what the venue does, in tokens, below 0 for a short."""

    symbol: Symbol
    ours: Decimal
    venue: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One account on one venue, over a time; money in USD.

    `venue_pnl` is None where the venue does not say what its trades earned. Funding is paid to
    and by the account, and is in neither sum.
    """

    venue: VenueName
    wallet: Wallet
    lines: tuple[Line, ...]
    external: tuple[AccountHolding, ...]
    our_fills: int
    venue_fills: int
    foreign_fills: int
    our_fees: Decimal
    venue_fees: Decimal
    our_pnl: Decimal
    venue_pnl: Decimal | None
    funding: Decimal
    differences: tuple[str, ...] = field(default=())
    outside: tuple[str, ...] = field(default=())
    """Fills of ours that no order or stop of ours asked for: somebody else closed, or force did."""


def statement(
    venue: VenueName,
    wallet: Wallet,
    books: Sequence[BookedFill],
    told: Told,
    names: frozenset[UUID],
) -> Statement:
    """Lay our fills of one account beside what its venue told; `names` are our orders' names.

    Realised profit is before fees on both sides. Only fills in both ledgers are compared.
    """
    by_id = {trade.fill_id: trade for trade in told.trades}
    ours = {each.fill_id: each for each in books}
    both = [trade for name, trade in by_id.items() if name in ours]
    unbooked = [t for n, t in by_id.items() if n not in ours and t.client_order_id in names]
    lines, external = _lines(books, told.holdings)
    pnl = [trade.closed_pnl for trade in both]
    said = None if None in pnl else sum((each for each in pnl if each is not None), Decimal(0))
    fees, their_fees = _fees(books), sum((trade.fee for trade in both), Decimal(0))
    earned = _earned(books)
    differences = [
        *(_apart(f"{line.symbol} held", line.ours, line.venue) for line in lines),
        *(f"fill {t.fill_id} is of an order of ours and not booked" for t in unbooked),
        *_missing(books, by_id),
        *(_cut(ours[trade.fill_id], trade) for trade in both),
        _apart("fees", fees, their_fees, within=CENT),
        None if said is None else _apart("realised profit", earned, said, within=CENT),
    ]
    return Statement(
        venue=venue,
        wallet=wallet,
        lines=lines,
        external=external,
        our_fills=len(ours),
        venue_fills=len(by_id),
        foreign_fills=len(by_id) - len(both) - len(unbooked),
        our_fees=fees,
        venue_fees=their_fees,
        our_pnl=earned,
        venue_pnl=said,
        funding=sum((payment.amount for payment in told.funding), Decimal(0)),
        differences=tuple(each for each in differences if each is not None),
        outside=tuple(trade.fill_id for trade in both if trade.client_order_id not in names),
    )


def _lines(
    books: Iterable[BookedFill], holdings: Sequence[AccountHolding]
) -> tuple[tuple[Line, ...], tuple[AccountHolding, ...]]:
    ours: dict[Symbol, Decimal] = defaultdict(Decimal)
    for symbol, side, fills in _positions(books).values():
        ours[symbol] += held(side, fills).quantity * side.sign
    found = {each.symbol: each.quantity * each.side.sign for each in holdings}
    lines = tuple(
        Line(symbol=symbol, ours=quantity, venue=found.get(symbol, Decimal(0)))
        for symbol, quantity in sorted(ours.items())
        if quantity
    )
    mine = {line.symbol for line in lines}
    return lines, tuple(each for each in holdings if each.symbol not in mine)


def _positions(
    books: Iterable[BookedFill],
) -> Mapping[PositionId, tuple[Symbol, Side, list[PositionFill]]]:
    positions: dict[PositionId, tuple[Symbol, Side, list[PositionFill]]] = {}
    for each in books:
        start: tuple[Symbol, Side, list[PositionFill]] = (each.symbol, each.side, [])
        positions.setdefault(each.position_id, start)[2].append(each.fill)
    return positions


def _earned(books: Iterable[BookedFill]) -> Decimal:
    parts = (held(side, fills).gross_pnl for _, side, fills in _positions(books).values())
    return sum(parts, Decimal(0))


def _fees(books: Iterable[BookedFill]) -> Decimal:
    return sum((each.fill.fee for each in books), Decimal(0))


def _missing(books: Iterable[BookedFill], by_id: Mapping[str, AccountTrade]) -> list[str]:
    """Name the fills of ours that the venue does not tell, though it told of their time."""
    return [
        f"fill {each.fill_id} is booked and not told by the venue"
        for each in books
        if each.fill_id not in by_id
    ]


def _cut(ours: BookedFill, trade: AccountTrade) -> str | None:
    """Name a fill of which only a part is ours, or that was told otherwise then."""
    booked = ours.fill
    if booked.quantity < trade.quantity and booked.purpose is Purpose.CLOSE:
        share = f"{_plain(booked.quantity)} of {_plain(trade.quantity)}"
        return f"fill {trade.fill_id}: {share} closed what was ours, the rest was not"
    if (booked.quantity, booked.price) == (trade.quantity, trade.price):
        return None
    return f"fill {trade.fill_id} is told otherwise now than when it was booked"


def _apart(
    what: str, ours: Decimal, theirs: Decimal, *, within: Decimal = Decimal(0)
) -> str | None:
    apart = abs(ours - theirs)
    if apart == 0 or apart < within:
        return None
    return f"{what}: {_plain(ours)} in our books, {_plain(theirs)} on the venue"


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
