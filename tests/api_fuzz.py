"""Schemathesis over the whole API: what it is told, what it found, and one check of our own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from api.errors import RULE

SEED = 20260105
ENDLESS = "text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Who asks, how much, and which values are known to exist."""

    url: str
    token: str | None
    ids: Sequence[str]
    wallets: Sequence[str]
    examples: int
    steps: int = 0
    """How many requests one story of several has at most; with 0 there are no stories."""
    thorough: bool = True
    """Whether each boundary of each field is tried too."""


@dataclass(slots=True)
class Report:
    """How much was asked, and what was wrong with the answers."""

    asked: int = 0
    good: int = 0
    """Answers that did what was asked."""
    failures: list[str] = field(default_factory=list)


@schemathesis.check
def never_refused_by_its_own_schema(
    _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """What the schema lets through is refused by a rule alone, and the answer says so."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code != 422:
        return
    wrong = [each for each in response.json().get("errors", ()) if each["type"] != RULE]
    assert not wrong, f"the schema allows what it refuses: {wrong}"


def attack(plan: Attack) -> Report:
    """Ask what the plan says; the same plan asks the same."""
    report = Report()
    schema = schemathesis.openapi.from_url(
        f"{plan.url}/openapi.json", config=schemathesis.Config.from_dict(_config(plan))
    ).exclude(func=_endless)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(report, event)
        elif isinstance(event, events.NonFatalError):
            report.failures.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, events.FatalError):
            report.failures.append(repr(event.exception))
    return report


def _endless(context: Any) -> bool:
    return ENDLESS in str(context.operation.definition.raw.get("responses", {}).get("200", {}))


def _note(report: Report, event: events.ScenarioFinished) -> None:
    answers = [each.response for each in event.recorder.interactions.values() if each.response]
    report.asked += len(answers)
    report.good += sum(answer.status_code < 300 for answer in answers)
    report.failures += _failed(event.recorder)


def _failed(recorder: ScenarioRecorder) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                what = f"{recorder.label}: {check.name}: {check.failure_info.failure.message}"
                yield f"{what}\n  {_exchange(recorder, case_id)}"


def _exchange(recorder: ScenarioRecorder, case_id: str) -> str:
    case = recorder.cases[case_id].value
    answer = recorder.interactions[case_id].response
    said = (answer.content or b"")[:300] if answer else b""
    asked = f"{case.method} {case.formatted_path} {case.query} {case.body!r}"
    return f"{asked[:400]}\n  {said!r}"


def _config(plan: Attack) -> dict[str, Any]:
    known = {"ids": {"values": list(plan.ids)}, "wallets": {"values": list(plan.wallets)}}
    return {
        "seed": SEED,
        "base-url": plan.url,
        "continue-on-failure": True,
        "request-timeout": 20,
        "auth": {"openapi": {"HTTPBearer": {"bearer": plan.token}}} if plan.token else {},
        "dictionaries": known,
        "generation": {
            "max-examples": plan.examples,
            "deterministic": True,
            "database": "none",
            "allow-x00": False,  # the description says so of all texts; hostile tests send them
            "no-shrink": True,
        },
        "checks": {
            # Rules that no schema can tell refuse with these; our own check sees to the rest.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "4xx"]},
        },
        "phases": _phases(plan),
    }


def _phases(plan: Attack) -> Mapping[str, Any]:
    return {
        "coverage": {"enabled": plan.thorough},
        "fuzzing": {"enabled": plan.examples > 0},
        "stateful": {"enabled": plan.steps > 0, "max-steps": max(plan.steps, 2)},
    }
