"""Signing in, signing for an action, and API keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out, Shown, Words
from api.schemas.values import ONCE, UNIQUE, WHOLE
from domain.access import Role, Scope

Signature = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{130}$")]


class NonceOut(Out):
    """What a wallet's sign-in message has to say (EIP-4361)."""

    nonce: str
    domain: str
    uri: str
    chain_ids: list[int]
    expires_at: datetime


class VerifyIn(In):
    """A sign-in message, word for word as it was signed, and its signature."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    signature: Signature


class MeOut(Out):
    """Who the caller is to us."""

    wallet: Shown
    role: Role
    scopes: list[Scope]


class ChallengeIn(In):
    """What is to be signed for, in the words a refusal named."""

    action: Annotated[
        str,
        StringConstraints(
            pattern=r"^[A-Za-z0-9 ._~:/?#\[\]@!$&'()*+,;=-]+$", min_length=1, max_length=1_200
        ),
        Field(examples=["Maxxit: make the API key watch for READ"]),
    ]


class ChallengeOut(Out):
    """Sign `message`, then send the request with headers Proof-Nonce and Proof-Signature."""

    nonce: str
    message: str
    expires_at: datetime


class ApiKeyIn(In):
    """A way in for a script."""

    name: Words
    scopes: Annotated[
        list[Scope], Field(min_length=1, max_length=len(Scope), json_schema_extra=UNIQUE), ONCE
    ] = Field([Scope.READ])
    days: Annotated[int, Field(ge=1, le=365), WHOLE] = 90
    """How long it opens anything."""


class ApiKeyOut(Out):
    """An API key without its secret."""

    id: UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewApiKeyOut(ApiKeyOut):
    """An API key as it is shown once."""

    token: str
