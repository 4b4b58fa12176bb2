"""From rows to a story: hang each row below what caused it, and measure the hops."""

import inspect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from contracts.market import Purpose
from domain.routing import TAKEN
from domain.sizing import tidy
from infra.reading import explain_story as story
from infra.reading.explain import Rows, Trail

Row = Mapping[str, Any]
T = TypeVar("T")


def tell(trail: Trail) -> story.Story:
    """Make a story of the rows of a chain."""
    return _Teller(trail).tell()


def _made(part: type[T], row: Row, /, **more: Any) -> T:
    """Make a part of what its row says under the same names, and of what is known besides."""
    names = inspect.get_annotations(part).keys() - more.keys()
    return part(**{name: _neat(row[name]) for name in names}, **more)


def _neat(value: Any) -> Any:
    return tidy(value) if isinstance(value, Decimal) else value


def _since(before: datetime | None, moment: datetime | None) -> story.Seconds:
    return (moment - before).total_seconds() if before and moment else None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Rows of one table by what they hang below, in the order they were read."""

    below: Mapping[Any, Sequence[Row]]

    @classmethod
    def of(cls, rows: Rows, *columns: str) -> "_Shelf":
        below: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            below[tuple(row[column] for column in columns)].append(row)
        return cls(below)

    def all(self, *names: Any) -> Sequence[Row]:
        return self.below.get(names, ())

    def one(self, *names: Any) -> Row | None:
        return next(iter(self.all(*names)), None)


class _Teller:
    """Tells one trail; each method makes one part and asks for the parts below it."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._seen: datetime | None = next((p["first_seen_at"] for p in trail.posts), None)
        self._agents = _Shelf.of(trail.agents, "id")
        self._wallets = _Shelf.of(trail.deployments, "id")
        self._signals = _Shelf.of(trail.signals, "id")
        self._routings = _Shelf.of(trail.routings, "signal_id", "deployment_id")
        self._refusals = _Shelf.of(trail.refusals, "signal_id", "deployment_id")
        self._flips = _Shelf.of(trail.flips, "signal_id", "deployment_id")
        self._asked = _Shelf.of(trail.deployments, "agent_id")
        self._positions = _Shelf.of(trail.positions, "signal_id", "deployment_id")
        self._intents = _Shelf.of(trail.intents, "position_id", "purpose")
        self._orders = _Shelf.of(trail.orders, "intent_id")
        self._attempts = _Shelf.of(trail.attempts, "order_id")
        self._events = _Shelf.of(trail.events, "order_id")
        self._fills = _Shelf.of(trail.fills, "order_id")
        self._bills = _Shelf.of(trail.bills, "position_id")

    def tell(self) -> story.Story:
        trail = self._trail
        return story.Story(
            asked=trail.focus.kind,
            id=trail.focus.id,
            post=next((self._post(row) for row in trail.posts), None),
            verdicts=tuple(self._verdict(row) for row in trail.verdicts),
            outcomes=self._outcomes(),
            other_outcomes=trail.other_outcomes,
            other_deployments=trail.other_deployments,
        )

    def _post(self, row: Row) -> story.Post:
        after = _since(row["published_at"], row["first_seen_at"])
        return _made(story.Post, row, kind=row["source_kind"], after=after)

    def _verdict(self, row: Row) -> story.Verdict:
        said = row["verdict"] or {}
        calls = tuple(story.Call(**call) for call in said.get("calls", ()))
        after = _since(self._seen, row["classified_at"])
        return _made(
            story.Verdict,
            row,
            reason=said.get("reason"),
            calls=calls,
            after=after,
            fallback_for=said.get("fallback_for"),
        )

    def _outcomes(self) -> tuple[story.Outcome, ...]:
        """Tell what the post came to; a signal that no post outcome names stands for itself."""
        rows = list(self._trail.outcomes)
        named = {row["signal_id"] for row in rows}
        orphans = [_as_outcome(row) for row in self._trail.signals if row["id"] not in named]
        return tuple(self._outcome(row) for row in [*rows, *orphans])

    def _outcome(self, row: Row) -> story.Outcome:
        classified = [v["classified_at"] for v in self._trail.verdicts if v["classified_at"]]
        before = min(classified, default=self._seen)
        agent, raised = self._agents.one(row["agent_id"]), self._signals.one(row["signal_id"])
        return _made(
            story.Outcome,
            row,
            agent=agent["name"] if agent else None,
            after=_since(before, row["at"]),
            signal=self._signal(raised, before) if raised else None,
        )

    def _signal(self, row: Row, before: datetime | None) -> story.Signal:
        keys = [*self._positions.below, *self._refusals.below, *self._flips.below]
        holders = dict.fromkeys(d for signal_id, d in keys if signal_id == row["id"])
        told = tuple(self._deployment(row, holder) for holder in holders)
        after, named = _since(before, row["created_at"]), row["deployment_id"]
        asked = len(self._asked.all(row["agent_id"])) if named is None else 1
        return _made(story.Signal, row, after=after, deployments=told, asked=asked)

    def _deployment(self, signal: Row, holder: Any) -> story.Deployment:
        pair, began = (signal["id"], holder), signal["created_at"]
        held, refused = self._positions.one(*pair), self._refusals.one(*pair)
        routed, owner = self._routings.one(*pair), self._wallets.one(holder)
        flip = self._flips.one(*pair)
        entry = self._intents.one(held["id"], Purpose.OPEN) if held else None
        intent = self._intent(entry, began) if entry else None
        first = intent.order.fills[0] if intent and intent.order and intent.order.fills else None
        decided = entry["created_at"] if entry else began
        return story.Deployment(
            id=holder,
            wallet=owner["user_wallet"] if owner else None,
            routing=_routing(routed) if routed else None,
            intent=intent,
            refusal=_refusal(refused, began) if refused else None,
            position=self._position(held, decided) if held else None,
            seen_to_fill=_since(self._seen, first.filled_at if first else None),
            waiting=_made(story.Waiting, flip) if flip else None,
        )

    def _intent(self, row: Row, before: datetime | None) -> story.Intent:
        order, after = self._orders.one(row["id"]), _since(before, row["created_at"])
        told = self._order(order, row["created_at"]) if order else None
        return _made(story.Intent, row, after=after, order=told)

    def _order(self, row: Row, before: datetime) -> story.Order:
        made, key = row["created_at"], row["id"]
        return _made(
            story.Order,
            row,
            after=_since(before, made),
            attempts=tuple(
                _made(story.Attempt, attempt, after=_since(made, attempt["created_at"]))
                for attempt in self._attempts.all(key)
            ),
            events=_events(self._events.all(key), made),
            fills=tuple(
                _made(story.Fill, fill, id=fill["fill_id"], after=_since(made, fill["filled_at"]))
                for fill in self._fills.all(key)
            ),
        )

    def _position(self, row: Row, decided: datetime) -> story.Position:
        opened, closed = row["opened_at"], row["closed_at"]
        exits = self._intents.all(row["id"], Purpose.CLOSE)
        return _made(
            story.Position,
            row,
            after=_since(decided, opened),
            held=_since(opened, closed),
            exits=tuple(self._intent(intent, opened) for intent in exits),
            bills=tuple(
                _made(story.Bill, bill, after=_since(closed, bill["occurred_at"]))
                for bill in self._bills.all(row["id"])
            ),
        )


def _as_outcome(signal: Row) -> Row:
    return {
        "agent_id": signal["agent_id"],
        "token": signal["token"],
        "reason": None,
        "detail": "",
        "at": signal["created_at"],
        "signal_id": signal["id"],
    }


def _routing(row: Row) -> story.Routing:
    passed = {venue: said for venue, said in row["checked"].items() if said != TAKEN}
    requested = tuple(row["requested"])
    return story.Routing(
        requested=requested,
        selected=row["selected"],
        passed_over=passed,
        reckoning=row["reckoning"],
    )


def _refusal(row: Row, before: datetime) -> story.Refusal:
    return _made(story.Refusal, row, after=_since(before, row["at"]))


def _events(rows: Sequence[Row], made: datetime) -> tuple[story.Event, ...]:
    """Tell each event after the one before it."""
    before = [made, *(row["at"] for row in rows)]
    return tuple(
        _made(story.Event, row, detail=_said(row["data"]), after=_since(moment, row["at"]))
        for moment, row in zip(before, rows, strict=False)
    )


def _said(data: Row) -> str:
    return ": ".join(str(data[name]) for name in ("reason", "detail") if data.get(name))
