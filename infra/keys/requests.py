"""Keys that were asked for by those who cannot make any, made by who can."""

from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.errors import Conflict
from infra.keys.custody import Custody
from infra.keys.kek import KeysUnusable
from infra.repositories.agent_keys import KeyRequest, SqlAgentKeys

AT_ONCE: Final = 100
log = structlog.get_logger()


class KeyRequests:
    """Sees to requests for keys; whatever ends it in between, doing it again does the rest."""

    def __init__(self, engine: AsyncEngine, custody: Custody, network: Network) -> None:
        self._engine = engine
        self._custody = custody
        self._network = network

    async def fulfil(self) -> int:
        """Make the keys that are waited for, each user's once, and count the requests seen to.

        While the key-encryption keys are unusable, requests go on waiting.
        """
        async with self._engine.connect() as connection:
            waiting = await SqlAgentKeys(connection, self._network).waiting(AT_ONCE)
        for request in waiting:
            try:
                refused = await self._refusal(request)
            except KeysUnusable as error:
                log.warning("keys cannot be made", waiting=len(waiting), error=str(error))
                return 0
            async with self._engine.begin() as connection:
                await SqlAgentKeys(connection, self._network).done(request, refused)
        return len(waiting)

    async def _refusal(self, request: KeyRequest) -> str | None:
        """Make a key; say why there will be none."""
        try:
            await self._custody.create(request.user, request.venue)
        except KeysUnusable:
            raise
        except Conflict as refused:
            return str(refused)
        return None
