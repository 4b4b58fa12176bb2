"""What a replay decides by, and how `key=value` changes one of its numbers."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from contracts.market import RiskPlan
from domain.errors import TradingError
from domain.policy import Policy
from infra.venues.paper.behaviour import PaperBehaviour

PAPER, PLAN = "paper.", "plan."
DELAY = "delay"
NOT_SETTABLE = frozenset({"network", "fault_plan", "on_accepted"})
"""What no file and no word on a command line can stand for."""
_SPAN = re.compile(r"^(\d+(?:\.\d+)?)(s|m|h|d)$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class BadChange(TradingError):
    """A change names nothing there is, or says what cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The policy, the venue's character, what replaces numbers of risk plans, and the delay.

    `delay` is how much later than it was written each post is seen.
    """

    policy: Policy
    behaviour: PaperBehaviour
    plan: Mapping[str, object] = field(default_factory=dict)
    delay: timedelta = timedelta(0)

    def planned(self, plan: RiskPlan) -> RiskPlan:
        """Return a risk plan with the numbers that were changed for every agent."""
        return RiskPlan.model_validate({**plan.model_dump(), **self.plan}) if self.plan else plan


def parsed(words: Sequence[str]) -> dict[str, object]:
    """Read `key=value` words; a value is JSON, a span such as 30m, or a plain word.

    Raises BadChange.
    """
    changes: dict[str, object] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise BadChange(f"--set {word}: it has to be key=value")
        changes[key.strip()] = value.strip()
    return changes


def changed(rules: Rules, changes: Mapping[str, object]) -> Rules:
    """Apply changes in order. Raises BadChange, naming the key."""
    for key, value in changes.items():
        rules = _changed(rules, key, value)
    return rules


def keys() -> list[str]:
    """List every key that can be set."""
    policy = [name for name in _types(Policy) if name not in NOT_SETTABLE]
    paper = [PAPER + name for name in _types(PaperBehaviour) if name not in NOT_SETTABLE]
    return [*policy, *paper, *(PLAN + name for name in RiskPlan.model_fields), DELAY]


def _changed(rules: Rules, key: str, value: object) -> Rules:
    base, _, item = key.partition(".") if not key.startswith((PAPER, PLAN)) else (key, "", "")
    if base not in keys():
        raise BadChange(_unknown(key))
    if key.startswith(PLAN):
        return _replanned(rules, key, value)
    if key.startswith(PAPER):
        name = key.removeprefix(PAPER)
        read = _read(key, _types(PaperBehaviour)[name], value)
        return replace(rules, behaviour=_replaced(key, rules.behaviour, name, read))
    if key == DELAY:
        return replace(rules, delay=_read(key, timedelta, value))
    current = getattr(rules.policy, base)
    kind = _types(Policy)[base]
    read = _entry(key, item, current, value) if item else _read(key, kind, value)
    return replace(rules, policy=_replaced(key, rules.policy, base, read))


def _entry(key: str, item: str, current: object, value: object) -> object:
    """Change one entry of a policy's mapping, such as `default_leverage.PAPER`."""
    kind = _types(Policy)[key.removesuffix(f".{item}")]
    if get_origin(kind) is not dict or not isinstance(current, dict):
        raise BadChange(_unknown(key))
    name_type, value_type = get_args(kind)
    return {**current, _read(key, name_type, item): _read(key, value_type, value)}


def _replanned(rules: Rules, key: str, value: object) -> Rules:
    name = key.removeprefix(PLAN)
    problem = ""
    for candidate in _candidates(value):
        try:
            plan = RiskPlan.model_validate({**rules.plan, name: candidate})
        except ValidationError as error:
            problem = problem or error.errors()[0]["msg"]
        else:
            return replace(rules, plan={**rules.plan, name: getattr(plan, name)})
    raise BadChange(f"{key}={value}: {problem}")


def _read(key: str, kind: Any, value: object) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    problem = ""
    for candidate in _candidates(value):
        try:
            read = adapter.validate_python(candidate)
        except ValidationError as error:
            problem = problem or error.errors()[0]["msg"]
        else:
            return _sane(key, read)
    raise BadChange(f"{key}={value}: {problem}")


def _candidates(value: object) -> list[object]:
    """List what a value may stand for, the likeliest first."""
    if not isinstance(value, str):
        return [value]
    if span := _SPAN.match(value):
        return [timedelta(seconds=float(span[1]) * _SECONDS[span[2]]), value]
    try:
        return [json.loads(value, parse_float=Decimal), value]
    except ValueError:
        return [value]


def _sane(key: str, read: object) -> object:
    is_amount = isinstance(read, int | Decimal) and read < 0
    if is_amount or (isinstance(read, timedelta) and read < timedelta(0)):
        raise BadChange(f"{key}={read}: it must not be negative")
    return read


def _replaced(key: str, whole: Any, name: str, read: object) -> Any:
    try:
        return replace(whole, **{name: read})
    except ValueError as error:
        raise BadChange(f"{key}={read}: {error}") from error


def _types(whole: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(whole, include_extras=True)
    return {each.name: hints[each.name] for each in fields(whole)}


def _unknown(key: str) -> str:
    close = get_close_matches(key, keys(), n=1)
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"there is nothing called {key!r} to set{meant} There are: {', '.join(keys())}"
