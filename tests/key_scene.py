"""Who asks for agent keys over HTTP, and beside them who makes the keys, if they are there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from infra.keys.requests import KeyRequests
from infra.repositories.agent_keys import KEYS_CHANNEL
from infra.ringing import whenever_rung
from tests.factories import a_wallet
from tests.factories_keys import Keys, some_keys
from tests.gateway import House, Person, a_house

PATH = "/api/hyperliquid/user-wallet"
MAKE = "Maxxit: make a key that trades for me on HYPERLIQUID"
MAKE_OSTIUM = "Maxxit: make a key that trades for me on OSTIUM"
DISABLE = "Maxxit: disable the key that trades for me on HYPERLIQUID"
STORAGE = a_wallet(300)


@dataclass(kw_only=True)
class Scene:
    """A deployment-api on testnet, and beside it who makes keys, if they are there."""

    house: House
    keys: Keys
    store_url: str

    @asynccontextmanager
    async def signer(self) -> AsyncIterator[None]:
        """Let keys be made, as the job of the trade executor does it."""
        requests = KeyRequests(self.keys.engine, self.keys.custody, Network.TESTNET)
        job = whenever_rung(self.store_url, KEYS_CHANNEL, requests.fulfil, seconds=30)
        task = asyncio.create_task(job)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def make(self, person: Person, *, proof: str | None = MAKE) -> Any:
        headers = await person.proof(proof) if proof else {}
        body = {"userAddress": person.account.address}
        return await person.ask("POST", PATH, json=body, headers=headers)

    async def approve(self, person: Person, agent_address: str) -> None:
        self.keys.register.approved[agent_address.lower()] = person.wallet
        await self.keys.verify()


@asynccontextmanager
async def a_scene(
    engine: AsyncEngine, store_url: str, path: Path, **settings: Any
) -> AsyncIterator[Scene]:
    keys = some_keys(engine, path)
    given = {"network": Network.TESTNET, "ostium_storage_address": STORAGE} | settings
    async with a_house(engine, api="deployment-api", **given) as house:
        yield Scene(house=house, keys=keys, store_url=store_url)
