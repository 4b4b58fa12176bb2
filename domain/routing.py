"""Routing: the first venue, in an agent's order, that can take a deployment's trade now."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts.intents import RefusalReason
from contracts.market import DeploymentId, Fraction, Side, SignalId, VenueName, Wallet
from contracts.scores import ScoreBreakdown
from contracts.signals import SignalRaised
from domain.agents import Agent, Deployment
from domain.flips import Held, Place
from domain.halts import Halt, entry_halt
from domain.limits import NOTHING_LIVE, Exposure, drift, fresh
from domain.markets import Balance
from domain.policy import Policy
from domain.ports.venue import Market, Quote
from domain.preferences import Fit, Preferences, fit, preferred_leverage
from domain.reckoning import Geared, chosen, spelled, user_told
from domain.risk import NO_LIMITS, Book
from domain.sizing import Bounds, Size, TooSmall, size, tidy

TAKEN = "taken"
"""What `Routing.checked` says of the venue that was selected."""

_FINAL = frozenset({RefusalReason.PRICE_MOVED, RefusalReason.ALREADY_EXPOSED})
"""Obstacles that speak against the trade itself, so that no other venue is tried."""

_NEARNESS = (
    RefusalReason.NO_MARKET,
    RefusalReason.SHORT_ON_SPOT,
    RefusalReason.PRICE_STALE,
    RefusalReason.NOT_READY,
    RefusalReason.HALTED,
    RefusalReason.NO_BALANCE,
    RefusalReason.BELOW_MINIMUM,
    RefusalReason.ALREADY_EXPOSED,
    RefusalReason.PRICE_MOVED,
)
"""Obstacles in the order of how near to a trade they let us come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of the world when an agent's deployments decide on one symbol."""

    now: datetime
    policy: Policy
    halts: Sequence[Halt] = ()
    markets: Mapping[VenueName, Market] = field(default_factory=dict)
    quotes: Mapping[VenueName, Quote] = field(default_factory=dict)
    ready: Mapping[VenueName, AbstractSet[Wallet]] = field(default_factory=dict)
    """User wallets, by the venue they may trade on."""
    balances: Mapping[VenueName, Mapping[Wallet, Balance]] = field(default_factory=dict)
    """What accounts could commit, by venue."""
    exposures: Mapping[Wallet, Exposure] = field(default_factory=dict)
    """What accounts have live; those with nothing are absent."""
    preferences: Mapping[Wallet, Preferences] = field(default_factory=dict)
    """How users like to trade; those who never said are absent."""
    unresolved: AbstractSet[DeploymentId] = frozenset()
    """Deployments with an order of unknown fate on this symbol."""
    held: Mapping[Place, Held] = field(default_factory=dict)
    """What deployments of agents that flip hold open of this symbol."""
    book: Book = NO_LIMITS
    """Which limits hold, and what counts against them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One deployment before one signal."""

    signal: SignalRaised
    agent: Agent
    deployment: Deployment
    scene: Scene

    @property
    def pair(self) -> tuple[SignalId, DeploymentId]:
        """Name the decision: there is one for each signal and deployment."""
        return self.signal.signal_id, self.deployment.id

    @property
    def exposure(self) -> Exposure:
        return self.scene.exposures.get(self.deployment.account, NOTHING_LIVE)

    @property
    def preferences(self) -> Preferences | None:
        """Return how the deployment's user likes to trade, if they ever said."""
        return self.scene.preferences.get(self.deployment.user_wallet)

    def fit(self) -> Fit | None:
        """Fit the signal to the user: only a scored signal, only a user with preferences."""
        breakdown = self.signal.breakdown
        if self.preferences is None or not isinstance(breakdown, ScoreBreakdown):
            return None
        return fit(self.preferences, breakdown.parts, self.signal.confidence)

    def share(self) -> Fraction:
        """Tell which share of the balance to commit: the user's own, or else the signal's."""
        fitted, most = self.fit(), self.scene.policy.max_size
        wanted = None if fitted is None else fitted.size
        return min(self.signal.size if wanted is None else wanted, most)

    def halt(self, venue: VenueName | None = None) -> Halt | None:
        """Find what stops this deployment, on a venue if one is named."""
        if not self.scene.halts:
            return None
        return entry_halt(
            self.scene.halts,
            venue=venue,
            agent_id=self.agent.id,
            source_id=self.signal.source_id,
            deployment_id=self.deployment.id,
            wallet=self.deployment.account,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A venue that can take the trade now, at a price and in a size."""

    venue: VenueName
    market: Market
    quote: Quote
    size: Size
    reckoning: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a venue cannot take the trade now."""

    reason: RefusalReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Which venues were asked for, what each one looked at said, and which one was taken."""

    requested: tuple[VenueName, ...]
    selected: VenueName | None
    checked: Mapping[VenueName, str]
    reckoning: Mapping[str, Any] | None = None
    """Every number the size on the selected venue was reckoned from, by name, spelled as text."""


def route(case: Case) -> tuple[Offer | Obstacle, Routing]:
    """Offer the trade to the venues in order, until one takes it or it is not to be made."""
    requested = tuple(v for v in case.agent.venues if v in case.deployment.enabled_venues)
    met: dict[VenueName, Obstacle] = {}
    for venue in requested:
        finding = examine(case, venue)
        if isinstance(finding, Offer):
            return finding, _routing(requested, met, finding)
        met[venue] = finding
        if finding.reason in _FINAL:
            break
    return _most_telling(met), _routing(requested, met, None)


def examine(case: Case, venue: VenueName) -> Offer | Obstacle:
    """Judge one venue: its market, its price, our access to it, then the money."""
    market, quote = case.scene.markets.get(venue), case.scene.quotes.get(venue)
    if market is None:
        return _obstacle(RefusalReason.NO_MARKET, f"{venue} lists no {case.signal.token}")
    if venue is VenueName.SPOT and case.signal.side is Side.SHORT:
        return _obstacle(RefusalReason.SHORT_ON_SPOT, "SPOT cannot sell what is not held")
    if quote is None or not fresh(quote.seen_at, case.scene.now, case.scene.policy.max_price_age):
        return _obstacle(RefusalReason.PRICE_STALE, _staleness(venue, quote))
    obstacle = _access(case, venue) or _drifted(case, quote) or _exposed(case, venue)
    if obstacle is not None:
        return obstacle
    return _funded(case, venue, market, quote)


def _access(case: Case, venue: VenueName) -> Obstacle | None:
    if case.deployment.user_wallet not in case.scene.ready.get(venue, frozenset()):
        return _obstacle(RefusalReason.NOT_READY, f"no approved credential for {venue}")
    halt = case.halt(venue)
    return None if halt is None else _obstacle(RefusalReason.HALTED, str(halt))


def _drifted(case: Case, quote: Quote) -> Obstacle | None:
    reference, tolerance = case.signal.reference_price, case.agent.max_price_drift
    moved = drift(quote.price, reference)
    if moved <= tolerance:
        return None
    detail = (
        f"mark {tidy(quote.price)} is {moved:.4f} from reference {tidy(reference)},"
        f" at most {tidy(tolerance)}"
    )
    return _obstacle(RefusalReason.PRICE_MOVED, detail)


def _exposed(case: Case, venue: VenueName) -> Obstacle | None:
    if (venue, case.signal.token) not in case.exposure.slots:
        return None
    return _obstacle(RefusalReason.ALREADY_EXPOSED, exposed_detail(case.signal, venue))


def exposed_detail(signal: SignalRaised, venue: VenueName) -> str:
    """Say that a wallet holds what a signal asks for."""
    return f"the wallet has a live {signal.token} position on {venue}"


def _funded(case: Case, venue: VenueName, market: Market, quote: Quote) -> Offer | Obstacle:
    policy, now = case.scene.policy, case.scene.now
    balance = case.scene.balances.get(venue, {}).get(case.deployment.account)
    if balance is None:
        return _obstacle(RefusalReason.NO_BALANCE, f"{venue} never told the balance")
    if not fresh(balance.seen_at, now, policy.max_balance_age):
        detail = f"{venue} last told the balance at {balance.seen_at.isoformat()}"
        return _obstacle(RefusalReason.NO_BALANCE, detail)
    if balance.available <= 0:
        return _obstacle(RefusalReason.NO_BALANCE, f"{tidy(balance.available):f} USD on {venue}")
    return _sized(case, venue, market, quote, balance)


def _sized(
    case: Case, venue: VenueName, market: Market, quote: Quote, balance: Balance
) -> Offer | Obstacle:
    least = max(market.min_notional, case.scene.policy.min_notional[venue])
    share, geared = case.share(), _leverage(case, venue, market)
    bounds, leverage = Bounds(lot=market.lot, minimum=least), geared.leverage
    sized = size(balance.available, share, leverage=leverage, price=quote.price, bounds=bounds)
    if isinstance(sized, TooSmall):
        asked = f"{spelled(share)} of {spelled(balance.available)} x leverage {spelled(leverage)}"
        detail = f"{sized.notional:f} USD on {venue} ({asked}), at least {sized.minimum:f}"
        return _obstacle(RefusalReason.BELOW_MINIMUM, detail)
    reckoning = {
        "balance": spelled(balance.available),
        "balance_seen_at": balance.seen_at.isoformat(),
        "share": spelled(share),
        "share_most": spelled(case.scene.policy.max_size),
        **user_told(case.preferences, case.fit(), geared),
        **geared.numbers(),
        "price": spelled(quote.price),
        "price_seen_at": quote.seen_at.isoformat(),
        "reference": spelled(case.signal.reference_price),
        "drift_most": spelled(case.agent.max_price_drift),
        "lot": spelled(market.lot),
        "least": spelled(least),
        "notional": f"{sized.notional:f}",
    }
    return Offer(venue=venue, market=market, quote=quote, size=sized, reckoning=reckoning)


def _leverage(case: Case, venue: VenueName, market: Market) -> Geared:
    """Choose the leverage, and say whose wish it was and what bounded it."""
    if venue is VenueName.SPOT:
        return Geared(leverage=Decimal(1), by="spot")
    caps = (market.max_leverage, case.agent.leverage_cap)
    wishes = {
        "signal": case.signal.leverage,
        "agent": case.agent.leverage,
        "preferences": preferred_leverage(case.preferences, venue, min(caps)),
        "venue": case.scene.policy.default_leverage[venue],
    }
    return chosen(wishes, venue_most=market.max_leverage, agent_cap=case.agent.leverage_cap)


def _obstacle(reason: RefusalReason, detail: str) -> Obstacle:
    return Obstacle(reason=reason, detail=detail)


def _staleness(venue: VenueName, quote: Quote | None) -> str:
    if quote is None:
        return f"{venue} quoted no price"
    return f"{venue} last quoted at {quote.seen_at.isoformat()}"


def _most_telling(met: Mapping[VenueName, Obstacle]) -> Obstacle:
    if not met:
        return _obstacle(RefusalReason.NOT_READY, "no venue of the agent is enabled")
    return max(met.values(), key=lambda obstacle: _NEARNESS.index(obstacle.reason))


def _routing(
    requested: tuple[VenueName, ...], met: Mapping[VenueName, Obstacle], offer: Offer | None
) -> Routing:
    checked = {venue: f"{obstacle.reason}: {obstacle.detail}" for venue, obstacle in met.items()}
    if offer is None:
        return Routing(requested=requested, selected=None, checked=checked)
    checked[offer.venue] = TAKEN
    return Routing(
        requested=requested, selected=offer.venue, checked=checked, reckoning=offer.reckoning
    )
