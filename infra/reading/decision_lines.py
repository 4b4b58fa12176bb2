"""How a decision is spelled as one line, wherever it was stored."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel


def decision_line(kind: str, values: Sequence[object]) -> str:
    """Spell a decision of a kind."""
    return f"{kind}: {' | '.join(spelled(value) for value in values)}"


def spelled(value: object) -> str:
    """Spell one value, the same whatever its type carries beside it."""
    match value:
        case None:
            return "-"
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def json_text(model: BaseModel | None) -> str | None:
    """Spell a document as Postgres prints one: shorter keys first, and a space after each mark."""
    return None if model is None else _json(model.model_dump(mode="json"))


def array_text(words: Iterable[str]) -> str:
    """Spell plain words as Postgres prints an array of them."""
    return "{" + ",".join(words) + "}"


def _json(value: object) -> str:
    match value:
        case dict():
            pairs = sorted(value.items(), key=lambda pair: (len(pair[0].encode()), pair[0]))
            inner = ", ".join(f"{_json(key)}: {_json(each)}" for key, each in pairs)
            return "{" + inner + "}"
        case list():
            return "[" + ", ".join(_json(each) for each in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)
