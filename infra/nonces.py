"""Nonces for what is signed and is no order: leverage, stops, cancels."""

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Wallet
from domain.ports.clock import Clock
from infra.repositories.signers import next_nonces


class Nonces:
    """Gives out numbers of the same rows as the claims of orders, each in its own transaction."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def next(self, signer: Wallet) -> int:
        """Return a number that this key was never given before, by anybody."""
        async with self._engine.begin() as connection:
            given = await next_nonces(connection, {signer: 1}, self._clock.now())
        return given[signer][0]
