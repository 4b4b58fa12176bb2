"""The gateway for tests: the real application on a real Postgres, and wallets that sign in."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount
from siwe import SiweMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.gate import Gate
from api.services import APIS
from cli.api import make_gate
from domain.access import Role
from infra.clock import ManualClock
from infra.gateway import gateway_units
from infra.settings import Settings

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:4000"


@dataclass(kw_only=True)
class Person:
    """Somebody with a wallet and a browser."""

    http: httpx.AsyncClient
    clock: ManualClock
    account: LocalAccount
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def wallet(self) -> str:
        return self.account.address.lower()

    def sign(self, message: str) -> str:
        signed = self.account.sign_message(encode_defunct(text=message))
        return "0x" + signed.signature.hex().removeprefix("0x")

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as this person's browser would."""
        headers = {"Origin": ORIGIN, "Cookie": self._cookie_header()} | more.pop("headers", {})
        answer = await self.http.request(method, path, headers=headers, **more)
        self.cookies.update(answer.cookies)
        self.http.cookies.clear()  # several people share the connection, none the jar
        return answer

    async def sign_in(self) -> "Person":
        """Sign in the way a wallet does."""
        told = (await self.ask("GET", "/api/auth/nonce")).json()
        message = self.login_message(told)
        body = {"message": message, "signature": self.sign(message)}
        answer = await self.ask("POST", "/api/auth/verify", json=body)
        assert answer.status_code == 200, answer.text
        return self

    def login_message(self, told: Mapping[str, Any], **other: Any) -> str:
        parts = {
            "domain": told["domain"],
            "address": self.account.address,
            "uri": told["uri"],
            "version": "1",
            "chain_id": told["chainIds"][0],
            "nonce": told["nonce"],
            "issued_at": self.clock.now().isoformat().replace("+00:00", "Z"),
        }
        return str(SiweMessage(**(parts | other)).prepare_message())

    async def proof(self, action: str) -> dict[str, str]:
        """Sign for an action and return the headers that show it."""
        told = (await self.ask("POST", "/api/auth/challenge", json={"action": action})).json()
        return {"Proof-Nonce": told["nonce"], "Proof-Signature": self.sign(told["message"])}

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@dataclass(kw_only=True)
class House:
    """A gateway that is up, its clock, and the way to people who use it."""

    gate: Gate
    clock: ManualClock
    http: httpx.AsyncClient

    def stranger(self) -> Person:
        """Return somebody new with a wallet of their own, not signed in."""
        return Person(http=self.http, clock=self.clock, account=Account.create())

    async def person(self, role: Role = Role.USER) -> Person:
        """Return somebody new who is signed in, with a role."""
        person = self.stranger()
        if role is not Role.USER:
            async with gateway_units(self.gate.engine, self.gate.network)() as uow:
                await uow.access.grant(person.wallet, role, "test", self.clock.now())
        return await person.sign_in()


@asynccontextmanager
async def a_house(
    engine: AsyncEngine, *, api: str = "gateway", **settings: Any
) -> AsyncIterator[House]:
    """Open a gateway, or one of the APIs, on a store."""
    clock = ManualClock(NOON)
    gate = make_gate(Settings(**settings), engine, clock)
    app = create_app(api, "0.1.0", gate, APIS[api])
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
        yield House(gate=gate, clock=clock, http=http)


async def pages(person: Person, path: str) -> list[dict[str, Any]]:
    """Read a list to its end."""
    answer = await person.ask("GET", path)
    seen = list(answer.json())
    while cursor := answer.headers.get("X-Next-Cursor"):
        answer = await person.ask("GET", path, params=params(path, cursor))
        seen += answer.json()
    return seen


def params(path: str, cursor: str) -> httpx.QueryParams:
    return httpx.URL(path).params.set("cursor", cursor)
