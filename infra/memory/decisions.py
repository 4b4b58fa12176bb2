"""Every decision in memory as one line each: the lines `infra.reading.decisions` reads."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from contracts.market import Purpose
from domain.signals import Signal
from infra.memory.store import MemoryStore
from infra.reading.decision_lines import array_text, decision_line, json_text

Row = Sequence[object]


def digest(store: MemoryStore) -> str:
    """Return one SHA-256 over every decision, the same as that of a database that decided alike."""
    total = hashlib.sha256()
    for line in decisions(store):
        total.update(line.encode() + b"\n")
    return total.hexdigest()


def decisions(store: MemoryStore) -> Iterator[str]:
    """Yield every decision as one line, in an order that does not depend on how it came about."""
    for kind, (read, keys) in _KINDS.items():
        for row in sorted(read(store), key=lambda row: _place(row[:keys])):
            yield decision_line(kind, row)


def _place(key: Row) -> tuple[tuple[bool, object], ...]:
    """Order what is absent last, as Postgres does."""
    return tuple((value is None, "" if value is None else str(value)) for value in key)


def _verdicts(store: MemoryStore) -> Iterator[Row]:
    for work in store.posts.works():
        verdict = work.verdict
        yield (
            work.post.external_id,
            work.classifier,
            work.state,
            verdict.candidate if verdict else None,
            verdict.confidence if verdict else None,
            json_text(verdict),
        )


def _outcomes(store: MemoryStore) -> Iterator[Row]:
    for (post_id, agent_id, token), outcome in store.signals.outcomes():
        if isinstance(outcome, Signal):
            yield post_id, agent_id, token, outcome.id, None
        else:
            yield post_id, agent_id, token, None, outcome.reason


def _signals(store: MemoryStore) -> Iterator[Row]:
    for s in store.signals.all():
        yield (
            *(s.id, s.dedupe_key, s.agent_id, s.token, s.side, s.confidence, s.score, s.size),
            *(s.reference_price, s.created_at, s.expires_at),
        )


def _routings(store: MemoryStore) -> Iterator[Row]:
    for (signal_id, deployment_id), routing in store.intents.routings():
        yield signal_id, deployment_id, array_text(routing.requested), routing.selected


def _refusals(store: MemoryStore) -> Iterator[Row]:
    for r in store.intents.refusals():
        yield r.signal_id, r.deployment_id, r.intent_id, r.reason


def _intents(store: MemoryStore) -> Iterator[Row]:
    for entry in store.intents.entries():
        i = entry.intent
        yield (
            *(i.intent_id, Purpose.OPEN, i.signal_id, i.deployment_id, i.position_id, i.venue),
            *(i.symbol, i.side, i.quantity, i.leverage, i.reference_price, None, 0),
            entry.created_at,
        )
    for leaving in store.positions.exits():
        e, position = leaving.intent, leaving.position
        yield (
            *(e.intent_id, Purpose.CLOSE, position.signal_id, e.deployment_id, e.position_id),
            *(e.venue, e.symbol, e.side, e.quantity, position.leverage, e.reference_price),
            *(e.reason, e.attempt, e.occurred_at),
        )


def _orders(store: MemoryStore) -> Iterator[Row]:
    for o in store.orders.all():
        yield o.id, o.purpose, o.state, o.attempts, o.quantity, o.filled, o.reject_reason


def _fills(store: MemoryStore) -> Iterator[Row]:
    for filled in store.orders.fills():
        order, fill = filled.order, filled.fill
        yield (
            *(order.venue, fill.fill_id, order.id, order.purpose, fill.quantity, fill.price),
            *(fill.fee, fill.filled_at),
        )


def _positions(store: MemoryStore) -> Iterator[Row]:
    for p in store.positions.all():
        watch = p.watch
        yield (
            *(p.id, p.status, p.opened_quantity, p.quantity, p.entry_price, p.exit_price),
            *(p.exit_reason, watch.hard_stop_price if watch else None),
            *(watch.extreme if watch else None, p.gross_pnl, p.fees, p.net_pnl),
            *(p.opened_at, p.closed_at),
        )


def _bills(store: MemoryStore) -> Iterator[Row]:
    for bill in store.bills.all():
        yield bill.position_id, bill.kind, bill.amount


_KINDS: dict[str, tuple[Callable[[MemoryStore], Iterator[Row]], int]] = {
    "verdict": (_verdicts, 2),
    "post outcome": (_outcomes, 3),
    "signal": (_signals, 1),
    "routing": (_routings, 2),
    "refusal": (_refusals, 2),
    "intent": (_intents, 1),
    "order": (_orders, 1),
    "fill": (_fills, 2),
    "position": (_positions, 1),
    "bill": (_bills, 2),
}
"""How each kind is read, and how many of its first values order it."""
