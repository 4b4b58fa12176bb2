"""Keys that sign orders, and the numbers they spend, in Postgres."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Integer, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.nonces import milliseconds
from infra.repositories.bulk import any_of
from infra.tables.agents import CredentialRow
from infra.tables.columns import metadata
from infra.tables.signers import SignerRow

SIGNER = metadata.tables[str(SignerRow.__tablename__)]

_FOR_WALLETS = select(col(CredentialRow.user_wallet), col(CredentialRow.agent_address)).where(
    col(CredentialRow.network) == bindparam("network"),
    col(CredentialRow.venue) == bindparam("venue"),
    col(CredentialRow.status) == CredentialStatus.APPROVED,
    col(CredentialRow.user_wallet) == any_of("wallets", Text()),
)
_WANTED = (
    func.json_to_recordset(cast(bindparam("wanted", type_=Text()), JSON))
    .table_valued(column("address", Text()), column("taken", Integer()))
    .render_derived(name="wanted", with_types=True)
)
# Keys are locked in the order of their addresses, so that two claims never wait for each other.
_FIRST = insert(SIGNER).from_select(
    ["address", "nonce", "taken"],
    select(_WANTED.c.address, bindparam("moment", type_=BigInteger()), _WANTED.c.taken).order_by(
        _WANTED.c.address
    ),
)
_NEXT = _FIRST.on_conflict_do_update(
    index_elements=["address"],
    set_={
        "nonce": func.greatest(SIGNER.c.nonce + _FIRST.excluded.taken, _FIRST.excluded.nonce),
        "taken": _FIRST.excluded.taken,
    },
).returning(SIGNER.c.address, SIGNER.c.nonce, SIGNER.c.taken)


class SqlSigners:
    """Signing keys in Postgres, within one transaction; see `domain.ports.signers.Signers`."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def for_wallets(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, Wallet]:
        """Name the approved key of each account on a venue; accounts without one are left out."""
        if not wallets:
            return {}
        given = {"network": self._network, "venue": venue, "wallets": list(wallets)}
        rows = await self._connection.execute(_FOR_WALLETS, given)
        return {row.user_wallet: row.agent_address for row in rows}

    async def nonces(self, wanted: Mapping[Wallet, int], now: datetime) -> Mapping[Wallet, range]:
        """Give each key as many numbers as it wants that it was never given before."""
        return await next_nonces(self._connection, wanted, now)


async def next_nonces(
    connection: AsyncConnection, wanted: Mapping[Wallet, int], now: datetime
) -> Mapping[Wallet, range]:
    """Give out numbers in one statement; the row of each key is locked until the commit."""
    asked = [{"address": key, "taken": count} for key, count in wanted.items() if count > 0]
    if not asked:
        return {}
    given = {"wanted": json.dumps(asked), "moment": milliseconds(now)}
    rows = await connection.execute(_NEXT, given)
    return {row.address: range(row.nonce - row.taken + 1, row.nonce + 1) for row in rows}
