"""Seeded histories of one order on the pure machine: crashes, stalls, lost and late words."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.order_answers import Answer, Heard, NoAnswer, NotSent, answered
from domain.order_claims import Scene, claims
from domain.orders import (
    FINAL,
    Attempt,
    Case,
    OrderState,
    Step,
    entry_order,
    exit_order,
)
from domain.policy import Policy
from domain.ports.venue import Fill, OrderReport, OrderRequest, Proof, ReportStatus
from tests.factories import NOON
from tests.factories_orders import a_fill, an_entry, an_exit

STEPS = 80
CALM = 300
SPANS = (0.1, 0.5, 2.0, 6.0, 20.0)
LEASE = timedelta(seconds=5)
HARMS = ("accepted twice", "given up, yet the venue has it", "an order moved that was over")
NOT_SEEN = OrderReport(status=ReportStatus.NOT_SEEN)

Judge = Callable[..., Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in force, and the kind of venue they meet."""

    judge: Judge = answered
    policy: Policy = field(default_factory=Policy)
    guard: bool = True
    fence: bool = True
    enforces: bool = True
    """Whether the venue trades nothing past an order's deadline."""
    prompt: bool = False
    """Whether what leaves us arrives at once; otherwise it may be late by any time."""
    proof: Proof = Proof.EXPIRY


@dataclass(slots=True, eq=False)
class Worker:
    """Someone who holds, or held, a lease: a sender or an asker, at its own pace."""

    attempt: Attempt
    asked_at: datetime
    wakes: datetime
    begun: bool = False
    answer: Answer | None = None


class History:
    """One order, its venue, and everybody who works on it, moved by one seeded generator."""

    def __init__(self, seed: int, rules: Rules, rng: random.Random | None = None) -> None:
        self.rng = rng or random.Random(seed)
        self.spans = SPANS[: self.rng.randint(2, len(SPANS))]
        self.speed = self.rng.choice((0.02, 0.2, 1.0))
        self.stalls = self.rng.choice((0.0, 0.3, 0.8))
        self.rules = rules
        self.now = NOON
        order = (
            exit_order(an_exit(), now=NOON) if seed % 3 == 0 else entry_order(an_entry(), now=NOON)
        )
        self.case = Case(order=order, attempt=None)
        self.lease_until = NOON
        self.workers: list[Worker] = []
        self.wires: list[OrderRequest] = []
        self.ledger: dict[UUID, OrderReport] = {}
        self.fills: dict[str, Fill] = {}

    def live(self) -> None:
        """Live through faults, then through calm, and check what must hold all along."""
        moves = (self.tick, self.claim, self.work, self.carry, self.progress, self.crash)
        # Each history has a temper of its own, or the rare ones would never be long enough.
        weights = [self.rng.choice((1, 4, 8)) for _ in moves[:3]]
        weights += [self.rng.choice((0, 0, 2)) for _ in moves[3:]]
        for move in self.rng.choices(moves, weights, k=STEPS):
            move()
            self.check()
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Live on without faults until all is over, and check what it came to."""
        for _ in range(CALM):
            if self.over():
                break
            self.calm()
            self.check()
        self.check_end()

    def over(self) -> bool:
        hopeless = self.rules.proof is Proof.NONE and not self.ledger
        settled = self.case.order.state in FINAL or hopeless
        return settled and not self.workers and not self.wires

    def calm(self) -> None:
        self.now += timedelta(seconds=self.rng.choice((1, 2, 6)))
        for client_order_id, report in list(self.ledger.items()):
            self.ledger[client_order_id] = _next(report, self._request(client_order_id), "fill")
        self.claim()
        for worker in self._awake():
            while worker in self.workers:
                self._work_on(worker, faults=False)
        if self.rng.random() < self.speed:
            self.carry()

    def tick(self) -> None:
        self.now += timedelta(seconds=self.rng.choice(self.spans))

    def claim(self) -> None:
        """Do what a worker does whose turn it is, if the order is due and nobody holds it."""
        order = self.case.order
        free = order.state is OrderState.PLANNED or self.now >= self.lease_until
        if order.state in FINAL or order.next_attempt_at > self.now or not free:
            return
        venues = frozenset({order.venue})
        scene = Scene(now=self.now, policy=self.rules.policy, halts=(), venues=venues)
        [step] = claims([self.case], [], scene)
        if order.state is OrderState.CLAIMED:
            heard = Heard(answer=NoAnswer("over"), asked_at=self.now, proof=self.rules.proof)
            judged = self._judge(heard)
            attempt = (
                judged.attempt
                and step.attempt
                and replace(judged.attempt, lease_token=step.attempt.lease_token)
            )
            step = replace(judged, attempt=attempt)
        self._write(step)
        if step.leased and step.attempt:
            stalls = step.attempt.outcome is None and self.rng.random() < self.stalls
            stall = 60 * self.rng.random() if stalls else 0
            wakes = self.now + timedelta(seconds=stall)
            self.workers.append(Worker(attempt=step.attempt, asked_at=self.now, wakes=wakes))

    def work(self) -> None:
        if awake := self._awake():
            self._work_on(self.rng.choice(awake), faults=True)

    def crash(self) -> None:
        if self.workers:
            self.workers.remove(self.rng.choice(self.workers))

    def carry(self) -> None:
        """Let something that left us arrive at the venue, or be lost."""
        if self.wires:
            request = self.wires.pop(self.rng.randrange(len(self.wires)))
            if self.rng.random() < 0.7:
                self._arrive(request)

    def progress(self) -> None:
        """Let the venue get on with what it has accepted."""
        for client_order_id, report in list(self.ledger.items()):
            word = self.rng.choice(("half", "fill", "cancel"))
            self.ledger[client_order_id] = _next(report, self._request(client_order_id), word)

    def check(self) -> None:
        assert len(self.ledger) <= 1, "accepted twice"
        state, total = self.case.order.state, self.case.order.filled
        assert total == sum(fill.quantity for fill in self.fills.values())
        assert state is not OrderState.FILLED or total == self.case.order.quantity
        if state is OrderState.REJECTED:
            assert not self.ledger, "given up, yet the venue has it"

    def check_end(self) -> None:
        order = self.case.order
        if self.rules.proof is not Proof.NONE or self.ledger:
            assert order.state in FINAL, f"still {order.state}"
        told = [fill.fill_id for report in self.ledger.values() for fill in report.fills]
        assert sorted(self.fills) == sorted(told)

    def _awake(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.wakes <= self.now]

    def _work_on(self, worker: Worker, *, faults: bool) -> None:
        if worker.answer is not None:
            self._record(worker, worker.answer)
        elif worker.attempt.outcome is not None:
            worker.asked_at = self.now
            worker.answer = self._ledger_says(worker)
            if faults and self.rng.random() < 0.2:
                worker.answer = NoAnswer("no route")
        elif not worker.begun:
            self._send(worker, faults=faults)
        else:
            report = self._ledger_says(worker)
            silent = report is NOT_SEEN or (faults and self.rng.random() < 0.4)
            worker.answer = NoAnswer("timeout") if silent else report

    def _send(self, worker: Worker, *, faults: bool) -> None:
        if self.rules.guard and not worker.attempt.sendable(self.now):
            worker.answer = NotSent("too late")
        elif faults and self.rng.random() < 0.1:
            worker.answer = NotSent("down")
        else:
            worker.begun = True
            if self.rules.prompt or not faults:
                self._arrive(worker.attempt.request)
            else:
                self.wires.append(worker.attempt.request)

    def _arrive(self, request: OrderRequest) -> None:
        if not self.rules.enforces or self.now < request.expires_at:
            self.ledger.setdefault(
                request.client_order_id, OrderReport(status=ReportStatus.ACCEPTED)
            )

    def _ledger_says(self, worker: Worker) -> OrderReport:
        return self.ledger.get(worker.attempt.request.client_order_id, NOT_SEEN)

    def _record(self, worker: Worker, answer: Answer) -> None:
        self.workers.remove(worker)
        held = self.case.attempt
        mine = held is not None and held.lease_token == worker.attempt.lease_token
        if self.rules.fence and not mine:
            return
        if isinstance(answer, OrderReport):
            self.fills.update({fill.fill_id: fill for fill in answer.fills})
        heard = Heard(answer=answer, asked_at=worker.asked_at, proof=self.rules.proof)
        self._write(self._judge(heard))

    def _judge(self, heard: Heard) -> Step:
        filled = sum((fill.quantity for fill in self.fills.values()), Decimal(0))
        return self.rules.judge(
            self.case, heard, filled=filled, now=self.now, policy=self.rules.policy
        )

    def _write(self, step: Step) -> None:
        assert step.before.state not in FINAL, "an order moved that was over"
        assert step.order.version == self.case.order.version + 1
        attempt = step.attempt or self.case.attempt
        self.case = replace(self.case, order=step.order, attempt=attempt)
        self.lease_until = self.now + LEASE if step.leased else self.now

    def _request(self, client_order_id: UUID) -> OrderRequest:
        assert self.case.attempt is not None
        return replace(self.case.attempt.request, client_order_id=client_order_id)


def _next(report: OrderReport, request: OrderRequest, word: str) -> OrderReport:
    """Move an order at the venue one step on; what is over stays as it is."""
    if report.status is not ReportStatus.ACCEPTED:
        return report
    match word, len(report.fills):
        case "cancel", _:
            return replace(report, status=ReportStatus.CANCELLED)
        case "half", 0:
            return replace(report, fills=(a_fill(request, "0.5"),))
        case _, 0:
            return OrderReport(status=ReportStatus.FILLED, fills=(a_fill(request),))
        case _:
            rest = (*report.fills, a_fill(request, "0.50"))
            return OrderReport(status=ReportStatus.FILLED, fills=rest)
