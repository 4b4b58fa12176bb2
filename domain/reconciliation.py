"""What a venue holds compared with what we believe, and what may be made of the difference."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.intents import ExitReason
from contracts.market import PositionId, Side, Symbol, VenueName, Wallet
from domain.ports.venue import AccountHolding, AccountTrade, Fill
from domain.positions import Evidence, Position, PositionStatus
from domain.rounding import WIDE, rounded

APART = timedelta(seconds=5)
"""How far two looks lie apart that together are believed."""
PATIENCE = timedelta(minutes=15)
"""How long an absence that no trade explains is looked at again before it is believed."""

Exposed = tuple[Wallet, Symbol, Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A live position of ours; `in_flight` while an order of it is not over."""

    position: Position
    in_flight: bool

    @property
    def rests(self) -> bool:
        """Tell whether nothing of ours can be changing what the venue holds."""
        return self.position.status is PositionStatus.OPEN and not self.in_flight


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A position of which its venue holds another quantity; in tokens."""

    position_id: PositionId
    held: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A difference, and since when looks in a row have shown this very one."""

    difference: Difference
    first_seen_at: datetime

    def confirmed(self, now: datetime) -> bool:
        """Tell whether a look apart from the first one showed it too."""
        return now - self.first_seen_at >= APART


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalPosition:
    """What an account holds that we did not open: shown, and never touched."""

    venue: VenueName
    holding: AccountHolding
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What one look at a venue came to."""

    differences: tuple[Difference, ...]
    external: tuple[AccountHolding, ...]


def compare(
    before: Collection[Exposure], after: Collection[Exposure], holdings: Sequence[AccountHolding]
) -> Comparison:
    """Compare what we believed before and after a venue was asked with what it told.

    Only what rested all the while can differ, and only what nobody of ours held, before or
    after, is external: an order that traded meanwhile is neither.
    """
    found = _sums(holdings)
    rested = {e.position.id: e.position.quantity for e in before if e.rests}
    ours = {_exposed(e.position) for e in (*before, *after)}
    differing = (
        _difference(e.position, found)
        for e in after
        if e.rests and rested.get(e.position.id) == e.position.quantity
    )
    return Comparison(
        differences=tuple(each for each in differing if each.held != each.found),
        external=tuple(each for each in holdings if _key(each) not in ours),
    )


def closing_trades(position: Position, trades: Iterable[AccountTrade]) -> tuple[AccountTrade, ...]:
    """Return the trades that closed all of a position, the oldest first; none if they do not.

    The last one is cut down to what was left: the rest of it closed what was not ours.
    """
    left, taken = position.quantity, []
    for trade in _since_opened(position, trades):
        if left and trade.side is position.side.opposite:
            taken.append(_part_of(trade, min(left, trade.quantity)))
            left -= taken[-1].quantity
    return () if left else tuple(taken)


def parting_trades(
    position: Position, trades: Iterable[AccountTrade], missing: Decimal
) -> tuple[AccountTrade, ...]:
    """Return the trades that closed just the part that is missing; none if that is not certain.

    It is when nobody else traded the token to and fro since the position opened: then all that
    was traded closed, and adds up to what is missing.
    """
    told = tuple(_since_opened(position, trades))
    is_plain = all(trade.side is position.side.opposite for trade in told)
    adds_up = sum((trade.quantity for trade in told), Decimal(0)) == missing
    return told if is_plain and adds_up else ()


def fill_of(trade: AccountTrade) -> Fill:
    """Return a trade as the fill of an order."""
    return Fill(
        fill_id=trade.fill_id,
        quantity=trade.quantity,
        price=trade.price,
        fee=trade.fee,
        filled_at=trade.filled_at,
    )


def still_rests(position: Position, evidence: Evidence, difference: Difference) -> bool:
    """Tell whether a position is still as it was compared, with nothing of ours under way."""
    is_over = all(order.over for order in evidence.orders)
    is_open = position.status is PositionStatus.OPEN
    return is_open and is_over and position.quantity == difference.held


def closed_unknown(position: Position, now: datetime) -> Position:
    """Close a position that its venue no longer holds and tells no trades of: money is null."""
    reason = ExitReason.CLOSED_EXTERNALLY_UNKNOWN
    return replace(
        position,
        status=PositionStatus.CLOSED,
        quantity=Decimal(0),
        closing_reason=reason,
        exit_reason=reason,
        exit_price=None,
        gross_pnl=None,
        fees=None,
        net_pnl=None,
        closed_at=now,
    )


def drift_alarm(position: Position, drift: Drift, now: datetime) -> AlarmRaised:
    """Ask a person to look at a difference, once for an episode of it."""
    found, held = drift.difference.found, drift.difference.held
    episode = f"drift/{drift.first_seen_at.isoformat()}/{held.normalize():f}/{found.normalize():f}"
    return AlarmRaised(
        **lineage(position.id, episode, trace_id=position.trace_id, at=now),
        kind=AlarmKind.DRIFT,
        subject=f"{position.venue}/{position.symbol}",
        detail=(
            f"position {position.id} of {position.wallet}: we hold {held.normalize():f},"
            f" the venue {found.normalize():f}"
        ),
    )


def _difference(position: Position, found: Mapping[Exposed, Decimal]) -> Difference:
    return Difference(
        position_id=position.id,
        held=position.quantity,
        found=found.get(_exposed(position), Decimal(0)),
    )


def _sums(holdings: Iterable[AccountHolding]) -> Mapping[Exposed, Decimal]:
    sums: dict[Exposed, Decimal] = defaultdict(Decimal)
    for holding in holdings:
        sums[_key(holding)] += holding.quantity
    return sums


def _since_opened(position: Position, trades: Iterable[AccountTrade]) -> list[AccountTrade]:
    opened_at = position.opened_at
    told = [t for t in trades if opened_at is not None and t.filled_at >= opened_at]
    return sorted(told, key=lambda trade: (trade.filled_at, trade.fill_id))


def _part_of(trade: AccountTrade, quantity: Decimal) -> AccountTrade:
    if quantity == trade.quantity:
        return trade
    share = WIDE.divide(WIDE.multiply(trade.fee, quantity), trade.quantity)
    return replace(trade, quantity=quantity, fee=rounded(share))


def _exposed(position: Position) -> Exposed:
    return position.wallet, position.symbol, position.side


def _key(holding: AccountHolding) -> Exposed:
    return holding.wallet, holding.symbol, holding.side
