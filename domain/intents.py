"""Intents: what each deployment of an agent decides to do about a signal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid5

from contracts.intents import RefusalReason, TradeIntended, TradeRefused
from contracts.market import DeploymentId, IntentId, PositionId, SignalId, Wallet
from contracts.signals import SignalRaised
from domain.agents import Agent, Deployment, DeploymentStatus
from domain.flips import PendingFlip
from domain.limits import NOTHING_LIVE, Exposure
from domain.reckoning import unconvinced
from domain.risk import NO_LIMITS, Book, Breach, Entry
from domain.routing import Case, Obstacle, Offer, Routing, Scene, exposed_detail, route
from domain.sizing import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A signal put to all deployments of its agent, in the scene for its symbol."""

    signal: SignalRaised
    agent: Agent
    deployments: Sequence[Deployment]
    scene: Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A deployment may trade, as offered; only `decide` says so."""

    case: Case
    offer: Offer
    routing: Routing

    def intent(self, at: datetime) -> TradeIntended:
        """Say it in a message; there is no other way to an entry."""
        signal, deployment, offer = self.case.signal, self.case.deployment, self.offer
        intent_id = entry_id(signal.signal_id, deployment.id)
        return TradeIntended(
            **signal.leads_to(f"intent/{deployment.id}", at=at),
            intent_id=intent_id,
            signal_id=signal.signal_id,
            agent_id=self.case.agent.id,
            deployment_id=deployment.id,
            position_id=PositionId(uuid5(intent_id, "position")),
            wallet=deployment.account,
            network=deployment.network,
            venue=offer.venue,
            symbol=signal.token,
            side=signal.side,
            quantity=offer.size.quantity,
            collateral=offer.size.collateral,
            leverage=offer.size.leverage,
            reference_price=tidy(offer.quote.price),
            max_slippage=tidy(offer.market.max_slippage),
            risk_plan=self.case.agent.risk_plan,
            expires_at=signal.expires_at,
        )

    def outrun(self) -> "Refused":
        """Refuse after all: another signal took the wallet's place for this symbol first."""
        venue = self.offer.venue
        reason, detail = RefusalReason.ALREADY_EXPOSED, exposed_detail(self.case.signal, venue)
        checked = {**self.routing.checked, venue: f"{reason}: {detail}"}
        routing = replace(self.routing, selected=None, checked=checked, reckoning=None)
        return Refused(case=self.case, reason=reason, detail=detail, routing=routing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A deployment does not trade; `routing` is None when no venue was looked at."""

    case: Case
    reason: RefusalReason
    detail: str
    routing: Routing | None = None

    def adding(self, more: str | None) -> "Refused":
        """Say more of why."""
        return self if more is None else replace(self, detail=f"{self.detail}; {more}")

    def refusal(self, at: datetime) -> TradeRefused:
        """Say it in a message."""
        signal, deployment = self.case.signal, self.case.deployment
        return TradeRefused(
            **signal.leads_to(f"refusal/{deployment.id}", at=at),
            signal_id=signal.signal_id,
            agent_id=self.case.agent.id,
            deployment_id=deployment.id,
            intent_id=None,
            position_id=None,
            reason=self.reason,
            detail=self.detail,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A deployment closes what it holds on the other side, and decides once that is done."""

    case: Case
    position_id: PositionId
    routing: Routing

    def pending(self) -> PendingFlip:
        """Say what is waited for."""
        return PendingFlip(
            signal=self.case.signal,
            deployment_id=self.case.deployment.id,
            position_id=self.position_id,
        )

    def outrun(self) -> Refused:
        """Refuse after all: the position is being closed already, for another reason."""
        reason, [*_, venue] = RefusalReason.ALREADY_EXPOSED, self.routing.checked
        detail = exposed_detail(self.case.signal, venue)
        return Refused(case=self.case, reason=reason, detail=detail, routing=self.routing)


Decision = Approved | Refused
Check = Callable[[Case], str | None]
"""Says why a case is not to go on, or None."""


def entry_id(signal_id: SignalId, deployment_id: DeploymentId) -> IntentId:
    """Name the one entry a deployment may make for a signal."""
    return IntentId(uuid5(signal_id, f"intent/{deployment_id}"))


def asked(signal: SignalRaised, deployments: Sequence[Deployment]) -> Sequence[Deployment]:
    """Pick the deployments that a signal asks: the one it names, or all of its agent's."""
    if signal.deployment_id is None:
        return deployments
    return [each for each in deployments if each.id == signal.deployment_id]


def decide_all(
    proposals: Iterable[Proposal],
    exposures: Mapping[Wallet, Exposure],
    book: Book = NO_LIMITS,
) -> list[Decision | Flip]:
    """Decide on each proposal in turn, for each deployment in turn.

    What the earlier ones take counts for the later ones, whatever signal it was for. That holds
    even for one that loses its slot after all: then somebody else's position is live in it.
    """
    running, book = dict(exposures), book.copied()
    decisions: list[Decision | Flip] = []
    for proposal in proposals:
        scene = replace(proposal.scene, exposures=running, book=book)
        for deployment in proposal.deployments:
            decision = decide(
                Case(
                    signal=proposal.signal,
                    agent=proposal.agent,
                    deployment=deployment,
                    scene=scene,
                )
            )
            decisions.append(decision)
            if isinstance(decision, Approved):
                _take(running, book, decision)
    return decisions


def _take(exposures: dict[Wallet, Exposure], book: Book, approved: Approved) -> None:
    wallet, symbol = approved.case.deployment.account, approved.case.signal.token
    held = exposures.get(wallet, NOTHING_LIVE)
    exposures[wallet] = held.joined_by(approved.offer.venue, symbol)
    book.take(_entry(approved.case, approved.offer))


def _entry(case: Case, offer: Offer) -> Entry:
    """Say what taking an offer puts at risk, as it will be read back from the store."""
    return Entry(
        wallet=case.deployment.account,
        agent_id=case.agent.id,
        symbol=case.signal.token,
        notional=offer.size.collateral * offer.size.leverage,
    )


def decide(case: Case) -> Decision | Flip:
    """Approve a trade that passes every check, or refuse it for the first it fails.

    Where all that stands against it is an open position of its own on the other side, an agent
    that flips closes that first.
    """
    for reason, check in _CHECKS:
        detail = check(case)
        if detail is not None:
            return Refused(case=case, reason=reason, detail=detail)
    finding, routing = route(case)
    if isinstance(finding, Obstacle):
        flip = _flip(case, finding, routing)
        return flip or Refused(
            case=case, reason=finding.reason, detail=finding.detail, routing=routing
        )
    broken = _too_much(case, finding)
    if broken is None:
        return Approved(case=case, offer=finding, routing=routing)
    unrouted = replace(routing, selected=None, reckoning=None)
    return Refused(case=case, reason=broken.reason, detail=broken.detail, routing=unrouted)


def _too_much(case: Case, offer: Offer) -> Breach | None:
    """Find what an entry would be too much for; it is refused then, never made smaller."""
    held, most = case.exposure.positions, case.scene.policy.max_open_positions
    if held >= most:
        return Breach(
            reason=RefusalReason.TOO_MANY_POSITIONS,
            detail=f"the wallet has {held} live positions, at most {most}",
        )
    return case.scene.book.breach(_entry(case, offer), case.scene.now)


def _flip(case: Case, finding: Obstacle, routing: Routing) -> Flip | None:
    if finding.reason is not RefusalReason.ALREADY_EXPOSED or not case.agent.flips:
        return None
    [*_, venue] = routing.checked  # the search ended where the wallet is exposed
    held = case.scene.held.get((case.deployment.id, venue))
    if held is None or held.side is case.signal.side:
        return None
    return Flip(case=case, position_id=held.position_id, routing=routing)


def _agent_not_live(case: Case) -> str | None:
    if case.agent.live:
        return None
    return "the agent was deleted" if case.agent.deleted else "the agent is a draft"


def _not_creator(case: Case) -> str | None:
    if not case.agent.serves(case.deployment.user_wallet):
        return "a private agent trades for its creator alone"
    return None


def _not_active(case: Case) -> str | None:
    status = case.deployment.status
    return None if status is DeploymentStatus.ACTIVE else f"the deployment is {status}"


def _lapsed(case: Case) -> str | None:
    deployment = case.deployment
    if deployment.subscribed(case.scene.now):
        return None
    if not deployment.sub_active:
        return "the subscription is not active"
    return f"trial until {deployment.trial_ends_at}, paid until {deployment.next_billing_at}"


def _expired(case: Case) -> str | None:
    expiry = case.signal.expires_at
    return None if case.scene.now < expiry else f"the signal expired at {expiry.isoformat()}"


def _halted(case: Case) -> str | None:
    halt = case.halt()
    return None if halt is None else str(halt)


def _unresolved(case: Case) -> str | None:
    if case.deployment.id not in case.scene.unresolved:
        return None
    return f"an earlier {case.signal.token} order is of unknown fate"


def _not_preferred(case: Case) -> str | None:
    fitted = case.fit()
    if fitted is None or fitted.size is not None:
        return None
    return unconvinced(fitted)


_CHECKS: tuple[tuple[RefusalReason, Check], ...] = (
    (RefusalReason.AGENT_NOT_LIVE, _agent_not_live),
    (RefusalReason.NOT_CREATOR, _not_creator),
    (RefusalReason.NOT_ACTIVE, _not_active),
    (RefusalReason.SUBSCRIPTION_LAPSED, _lapsed),
    (RefusalReason.EXPIRED, _expired),
    (RefusalReason.HALTED, _halted),
    (RefusalReason.UNKNOWN_ORDER, _unresolved),
    (RefusalReason.NOT_PREFERRED, _not_preferred),
)
