"""The counts: what evidence from elsewhere says there must be, against what there is."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from contracts.market import Symbol, Wallet

Items = Iterable[Hashable]
VENUE_ORDERS = "orders the venue accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the truth table.

    `lost` counts what evidence asks for and is not there; `doubled` what is there once more than
    evidence asks for, the first time included when nothing asks for it. What is there with
    another value, such as a price, counts as both.
    """

    what: str
    expected: int
    found: int
    lost: int
    doubled: int
    examples: tuple[str, ...] = ()

    @property
    def true(self) -> bool:
        """Tell whether all is there, and once."""
        return not self.lost and not self.doubled


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the load, the database and the venue say, each item in a form that can be compared.

    The names say who speaks: `said_` is the load's own list, `venue_` the venue's own ledger.
    """

    said_posts: tuple[Hashable, ...] = ()
    said_verdicts: tuple[Hashable, ...] = ()
    said_outcomes: tuple[Hashable, ...] = ()
    posts: tuple[Hashable, ...] = ()
    verdicts: tuple[Hashable, ...] = ()
    outcomes: tuple[Hashable, ...] = ()
    claimed_places: frozenset[Hashable] = frozenset()
    """(agent, token, stretch of time) for which some post raised a signal or found one."""
    signal_places: tuple[Hashable, ...] = ()
    signals_by_deployment: tuple[Hashable, ...] = ()
    decisions: tuple[Hashable, ...] = ()
    intents: tuple[Hashable, ...] = ()
    ordered_intents: tuple[Hashable, ...] = ()
    orders: tuple[Hashable, ...] = ()
    settled_orders: tuple[Hashable, ...] = ()
    accepted_orders: tuple[Hashable, ...] = ()
    """Orders of which we believe that the venue has accepted them."""
    attempts: Mapping[UUID, UUID] = field(default_factory=dict)
    """Our order of each client order id we ever made."""
    venue_orders: tuple[UUID, ...] = ()
    fills: tuple[Hashable, ...] = ()
    venue_fills: tuple[Hashable, ...] = ()
    holdings: Mapping[tuple[Wallet, Symbol], Decimal] = field(default_factory=dict)
    venue_holdings: Mapping[tuple[Wallet, Symbol], Decimal] = field(default_factory=dict)
    books: Mapping[Wallet, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Realised profit and fees of each wallet."""
    venue_books: Mapping[Wallet, tuple[Decimal, Decimal]] = field(default_factory=dict)
    closed: tuple[Hashable, ...] = ()
    billed: tuple[Hashable, ...] = ()
    closed_by_agent: tuple[Hashable, ...] = ()
    metrics: tuple[Hashable, ...] = ()
    grain: Decimal | None = None
    """The last digit of money that the venue tells; None where it tells all of them."""
    rests: bool = False
    """Whether stops rest at the venue, and others trade there by hand."""
    venue_traded: tuple[Hashable, ...] = ()
    """Client order ids of ours under which anything traded."""
    stops: tuple[Hashable, ...] = ()
    """Every stop we ever asked for."""
    venue_stops: tuple[Hashable, ...] = ()
    """Stops the venue accepted, each as often as it did."""
    guarded: tuple[Hashable, ...] = ()
    """(wallet, token, quantity) of what is open."""
    venue_guarded: tuple[Hashable, ...] = ()
    """(wallet, token, quantity) of what rests at the venue."""
    by_hand: tuple[Hashable, ...] = ()
    """What users did themselves, as the venue tells it."""
    named: tuple[Hashable, ...] = ()
    """What the reconciliation names of it, and whatever else it finds to differ."""
    deliveries: tuple[Hashable, ...] = ()
    taken: tuple[Hashable, ...] = ()
    dead_letters: tuple[Hashable, ...] = ()


def truth_table(evidence: Evidence) -> list[Line]:
    """Compare everything with what has to be there."""
    e = evidence
    return [
        compare("posts", e.said_posts, e.posts),
        compare("verdicts", e.said_verdicts, e.verdicts),
        compare("post x agent: outcomes", e.said_outcomes, e.outcomes),
        compare("signals", e.claimed_places, e.signal_places),
        compare("signal x deployment: decisions", e.signals_by_deployment, e.decisions),
        compare("intents with their order", e.intents, e.ordered_intents),
        compare("orders settled", e.orders, e.settled_orders),
        compare(VENUE_ORDERS, _acceptable(e), ordered(e)),
        compare("fills: id, quantity, price, fee", e.venue_fills, e.fills),
        compare("holdings: wallet x token", _held(e.venue_holdings), _held(e.holdings)),
        compare("books: realised, fees", _moved(e, e.venue_books), _moved(e, e.books)),
        compare("closed positions billed", e.closed, e.billed),
        compare("closed positions in metrics", e.closed_by_agent, e.metrics),
        compare("message x stage: taken", e.deliveries, e.taken),
        compare("dead letters", (), e.dead_letters),
        *(_of_resting(e) if e.rests else ()),
    ]


def _of_resting(e: Evidence) -> list[Line]:
    traded = [e.attempts.get(name, name) for name in e.venue_traded if isinstance(name, UUID)]
    accepted = set(e.venue_stops)
    return [
        compare("orders that traded, by attempt", set(traded), traded),
        compare("stops the venue accepted", accepted & set(e.stops), e.venue_stops),
        compare("stops resting for what is open", e.guarded, e.venue_guarded),
        compare("done by hand, and named", e.by_hand, e.named),
    ]


def compare(what: str, expected: Items, found: Items) -> Line:
    """Count what is missing and what is there too often."""
    wanted, there = Counter(expected), Counter(found)
    lost, doubled = wanted - there, there - wanted
    examples = [f"lost {item}" for item in lost] + [f"doubled {item}" for item in doubled]
    return Line(
        what=what,
        expected=wanted.total(),
        found=there.total(),
        lost=lost.total(),
        doubled=doubled.total(),
        examples=tuple(examples[:3]),
    )


def ordered(evidence: Evidence) -> list[Hashable]:
    """Name, for each order the venue has, the order of ours it is; a stranger is its own."""
    return [evidence.attempts.get(client_id, client_id) for client_id in evidence.venue_orders]


def residual(evidence: Evidence) -> Decimal:
    """Return the dollars by which the venue's realised profit less fees differs from ours."""
    ours = sum((gross - fees for _, gross, fees in _moved(evidence, evidence.books)), Decimal(0))
    told = _moved(evidence, evidence.venue_books)
    theirs = sum((gross - fees for _, gross, fees in told), Decimal(0))
    return theirs - ours


def _acceptable(evidence: Evidence) -> set[Hashable]:
    """Name the orders the venue may have, each once: what is still under way may be there too."""
    under_way = set(evidence.orders) - set(evidence.settled_orders)
    return set(evidence.accepted_orders) | (under_way & set(ordered(evidence)))


def _held(holdings: Mapping[tuple[Wallet, Symbol], Decimal]) -> Items:
    return [(*place, net) for place, net in holdings.items() if net]


def _moved(
    evidence: Evidence, books: Mapping[Wallet, tuple[Decimal, Decimal]]
) -> list[tuple[Wallet, Decimal, Decimal]]:
    """List the wallets that ever traded; an account nothing happened to may be unknown to us."""
    grain = evidence.grain
    return [
        (wallet, gross if grain is None else gross.quantize(grain), fees)
        for wallet, (gross, fees) in books.items()
        if gross or fees
    ]
