"""How bodies are spelled: camelCase out, both casings in, nothing unknown taken."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from eth_utils.address import to_checksum_address
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from contracts.market import Wallet


class In(BaseModel):
    """A body that comes in; a field nobody knows is refused, so that a slip is seen."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: object) -> object:
        """Refuse what Postgres cannot hold, at the field that has it."""
        if any("\x00" in text for text in _texts(value)):
            raise PydanticCustomError("nul", "no text may hold a NUL")
        return value


def _texts(value: object) -> Iterator[str]:
    """Yield the texts of a field; what is nested deeper is a field of another body."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from (text for pair in value.items() for text in pair if isinstance(text, str))
        case list():
            yield from (text for text in value if isinstance(text, str))
        case _:
            return


class Out(BaseModel):
    """A body that goes out; every field is always there, null when it is not known."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, from_attributes=True
    )


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _bare(value: object) -> object:
    return value.strip().removeprefix("@").lower() if isinstance(value, str) else value


@lru_cache(maxsize=10_000)
def checksummed(wallet: Wallet) -> str:
    """Spell an address as it is shown; remembered, for each takes a hash made in Python."""
    return to_checksum_address(wallet)


def _plain(value: Decimal) -> str:
    """Write every digit out: `normalize` would round what has more than 28 of them."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


Address = Annotated[
    Wallet,
    BeforeValidator(_lower),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^0[xX][0-9a-fA-F]{40}$",
            "examples": ["0x52908400098527886E0F7030069857D2E4169EE7"],
        },
        mode="validation",
    ),
]
"""An address in any case, as people paste it; everything behind the edge has it in lower case."""
Shown = Annotated[
    Wallet,
    PlainSerializer(checksummed, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^0x[0-9a-fA-F]{40}$"}, mode="serialization"),
]
"""An address going out, with its checksum in the case of its letters."""
Number = Annotated[
    Decimal,
    PlainSerializer(_plain, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["12.5"]},
        mode="serialization",
    ),
]
"""An exact decimal going out: a string with no exponent."""
Handle = Annotated[
    str,
    BeforeValidator(_bare),
    StringConstraints(pattern=r"^[a-z0-9_]{1,30}$"),
    WithJsonSchema({"type": "string", "pattern": "^@?[A-Za-z0-9_]{1,30}$"}, mode="validation"),
]
"""An X handle in any case, with or without its @."""
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"\S"),
    Field(examples=["Momentum"]),
]
"""A name people gave."""


class ProblemField(BaseModel):
    """One field that is wrong, by its path, and what is wrong with it."""

    field: str
    message: str
    type: str
    """What kind of wrong it is, for programs; `rule` when no schema tells."""


def _may_be_absent(schema: dict[str, Any]) -> None:
    del schema["default"]


class ProblemOut(BaseModel):
    """Why a request was refused (RFC 9457), with a word for programs in `error`."""

    model_config = ConfigDict(alias_generator=to_camel)

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(ge=400, le=599)
    detail: str
    """A sentence for people."""
    error: str = Field(examples=["invalid"])
    """A word for programs, such as `not_signed_in` or `MODULE_NOT_ENABLED`."""
    errors: list[ProblemField] = Field([], json_schema_extra=_may_be_absent)
    """Each field that is wrong."""
    next_steps: dict[str, Any] = Field({}, json_schema_extra=_may_be_absent)
    """What the caller can do about it."""


class Done(Out):
    """What was asked for is done."""

    message: str
    at: datetime
