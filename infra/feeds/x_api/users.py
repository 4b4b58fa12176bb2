"""Which id X has for an account: asked for many at once, kept for good, for ids do not change."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.posts import SourceKind
from domain.errors import FeedError, FeedUnavailable, UnknownUser
from domain.ports.clock import Clock
from domain.ports.unit_of_work import UnitsOfWork
from infra.feeds.http import misshapen
from infra.feeds.x_api.client import Endpoint, XClient
from infra.feeds.x_api.problems import Problem

_HANDLE = re.compile(r"[a-z0-9_]{1,15}")
_AT_ONCE = 100


class _User(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    id: Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]
    username: str


class _Users(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    data: list[_User] | None = None
    errors: list[Problem] | None = None


class Accounts:
    """The ids of the accounts that are polled, and why some have none."""

    def __init__(self, client: XClient, units: UnitsOfWork, clock: Clock) -> None:
        self._client = client
        self._units = units
        self._clock = clock
        self._ids: dict[str, str] = {}
        self._missing: dict[str, FeedError] = {}

    async def prepare(self, handles: Collection[str]) -> None:
        """Find the ids of these accounts, asking X only for those never found before."""
        async with self._units() as uow:
            self._ids = dict(await uow.posts.account_ids(SourceKind.X, handles))
        self._missing = {}
        for batch in _batches([handle for handle in handles if handle not in self._ids]):
            try:
                found = await self._look_up(batch)
            except FeedError as error:
                self._missing |= dict.fromkeys(batch, error)
            else:
                await self._keep(found)

    def id_of(self, handle: str) -> str:
        """Return the id of an account. Raises UnknownUser, or why X was not to be asked."""
        if handle in self._ids:
            return self._ids[handle]
        if not _HANDLE.fullmatch(handle):
            raise UnknownUser(f"{handle!r} cannot be the name of an account")
        raise self._missing.get(handle) or FeedUnavailable(f"X said nothing of {handle}")

    async def _look_up(self, batch: Sequence[str]) -> Mapping[str, str]:
        """Ask for one batch; who is refused is noted, who is found returned."""
        body = await self._client.get(
            Endpoint.USERS, "users/by", {"usernames": ",".join(batch), "user.fields": "username"}
        )
        try:
            answer = _Users.model_validate_json(body)
        except ValidationError as error:
            raise misshapen(error) from error
        if answer.data is None and answer.errors is None:
            raise FeedUnavailable("a reply of the wrong shape: neither data nor errors")
        for problem in answer.errors or ():
            handle = (problem.value or "").lower()
            self._missing[handle] = UnknownUser(f"X gives no account {handle}")
        found = {user.username.lower(): user.id for user in answer.data or ()}
        return {handle: found[handle] for handle in batch if handle in found}

    async def _keep(self, found: Mapping[str, str]) -> None:
        self._ids |= found
        async with self._units() as uow:
            await uow.posts.remember_accounts(SourceKind.X, found, self._clock.now())


def _batches(handles: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut handles into requests; a name no account can have would have all refused."""
    sound = [handle for handle in handles if _HANDLE.fullmatch(handle)]
    for start in range(0, len(sound), _AT_ONCE):
        yield sound[start : start + _AT_ONCE]
