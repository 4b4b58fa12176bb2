"""What a language model answered, believed only as far as it fits."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from contracts.market import Side, Symbol
from contracts.posts import Call, Verdict
from domain.errors import ClassifierAway, ClassifierGaveUp
from infra.classifiers.mentions import canonical, mentioned
from infra.classifiers.rules.reasons import Reason
from infra.classifiers.rules.weights import THRESHOLD

MOST_CALLS = 5
_ZERO = Decimal(0)
_DIGITS = Decimal("0.01")
M = TypeVar("M", bound=BaseModel)


def _named(value: object) -> object:
    return canonical(value) if isinstance(value, str) else value


class _Labelled(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    token: Annotated[Symbol, BeforeValidator(_named)]
    direction: Literal["LONG", "SHORT", "NONE"]
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Labels(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    calls: Annotated[list[_Labelled], Field(max_length=MOST_CALLS)]
    reason: Annotated[Reason, Field(strict=False)]


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: Annotated[int, Field(ge=0)]
    completion_tokens: Annotated[int, Field(ge=0)]


class Completion(BaseModel):
    """A server's answer, as far as we read it; one that does not count tokens has no usage."""

    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None

    @classmethod
    def read(cls, raw: str) -> "Completion":
        """Read an answer's envelope. Raises ClassifierAway when it is none."""
        return _read(cls, raw, "an answer")


def verdict_of(raw: str, shown: str, version: str) -> Verdict:
    """Read a verdict from an answer about a text.

    Raises ClassifierGaveUp when the model refused or was cut off, which it would be again, and
    ClassifierAway when the answer does not fit.
    """
    labels = _read(_Labels, _content(Completion.read(raw)), "a label")
    calls = _heard(labels.calls, mentioned(shown), believed=labels.reason is Reason.CALL)
    pointing = [call for call in calls if call.direction]
    return Verdict(
        classifier=version,
        candidate=bool(pointing),
        calls=tuple(calls),
        confidence=max((call.confidence for call in pointing), default=_ZERO),
        reason=_reason(labels, calls, pointing),
    )


def _content(completion: Completion) -> str:
    choice = completion.choices[0]
    if choice.message.refusal:
        raise ClassifierGaveUp("the model refused to answer")
    match choice.finish_reason:
        case "length":
            raise ClassifierGaveUp("the answer was cut off at LLM_MAX_TOKENS")
        case "content_filter":
            raise ClassifierGaveUp("the server's filter withheld the answer")
        case "stop" | None if choice.message.content:
            return choice.message.content
        case _:
            raise ClassifierAway("an answer without content")


def _heard(labelled: Iterable[_Labelled], known: frozenset[str], *, believed: bool) -> list[Call]:
    """Keep the tokens that the text mentions; one labelled both ways points nowhere."""
    found: dict[str, Call] = {}
    for label in labelled:
        if label.token not in known:
            continue
        call = _call(label, believed=believed)
        before = found.setdefault(label.token, call)
        if before.direction != call.direction:
            found[label.token] = _silent(label.token)
    return list(found.values())


def _call(label: _Labelled, *, believed: bool) -> Call:
    confidence = Decimal(repr(label.confidence)).quantize(_DIGITS, ROUND_DOWN)
    if not believed or label.direction == "NONE" or confidence < THRESHOLD:
        return _silent(label.token)
    return Call(token=label.token, direction=Side(label.direction), confidence=confidence)


def _silent(token: str) -> Call:
    return Call(token=token, direction=None, confidence=_ZERO)


def _reason(labels: _Labels, calls: list[Call], pointing: list[Call]) -> Reason:
    """Name why, in our words where the model's do not fit what is left of its labels."""
    if pointing or labels.reason is not Reason.CALL:
        return labels.reason
    if not calls:
        return Reason.NO_TOKEN
    sides = {(label.token, label.direction) for label in labels.calls if label.direction != "NONE"}
    if len(sides) > len({token for token, _ in sides}):
        return Reason.CONFLICT
    return Reason.LOW_CONFIDENCE if sides else Reason.NO_DIRECTION


def _read(shape: type[M], raw: str, what: str) -> M:
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or what
        raise ClassifierAway(f"{what} of the wrong shape: {field}: {first['msg']}") from error
