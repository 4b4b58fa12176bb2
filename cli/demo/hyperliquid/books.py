"""The venue's ledger beside our books: what each account traded, paid, earned and holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, Usd, VenueName, Wallet

CENT = Decimal("0.000001")
"""The venue tells amounts to a millionth of a dollar."""
FILLS = text("""
    select p.wallet, f.fill_id, f.price, f.quantity, f.fee from fill f
    join position p on p.id = f.position_id where f.network = :network and f.venue = :venue
""")
RESULTS = text("""
    select wallet, coalesce(sum(gross_pnl), 0) as gross, coalesce(sum(net_pnl), 0) as net
    from position where network = :network and venue = :venue group by wallet
""")
HELD = text("""
    select wallet, symbol, sum(case side when 'LONG' then quantity else -quantity end) as held
    from position where network = :network and venue = :venue and status in ('OPEN', 'CLOSING')
    group by wallet, symbol
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An account as one of the two tells it: USD, the names of its fills, and what it holds."""

    fills: frozenset[tuple[str, Decimal, Decimal, Decimal]]
    gross: Usd
    fees: Usd
    net: Usd
    held: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account, as its venue tells it and as we do."""

    wallet: Wallet
    venue: Side
    ours: Side

    @property
    def difference(self) -> Usd:
        """Tell by how much the results differ, in USD."""
        return self.ours.net - self.venue.net

    @property
    def agrees(self) -> bool:
        """Tell whether it is the same account, to the last digit and the last fill."""
        return self.venue == self.ours


async def compared(engine: AsyncEngine, ledger: Mapping[str, Any]) -> Sequence[Line]:
    """Set every account of a venue's ledger beside our books; equal only if nothing is open."""
    asked = {"network": Network.TESTNET, "venue": VenueName.HYPERLIQUID}
    async with engine.connect() as connection:
        fills = (await connection.execute(FILLS, asked)).all()
        results = {row.wallet: row for row in await connection.execute(RESULTS, asked)}
        held = (await connection.execute(HELD, asked)).all()
    return [
        Line(
            wallet=wallet,
            venue=_theirs(wallet, account, ledger["fills"]),
            ours=Side(
                fills=frozenset(
                    (row.fill_id, row.price.normalize(), row.quantity.normalize(), _cents(row.fee))
                    for row in fills
                    if row.wallet == wallet
                ),
                gross=_cents(results[wallet].gross if wallet in results else Decimal(0)),
                fees=_cents(_sum(row.fee for row in fills if row.wallet == wallet)),
                net=_cents(results[wallet].net if wallet in results else Decimal(0)),
                held={row.symbol: row.held.normalize() for row in held if row.wallet == wallet},
            ),
        )
        for wallet, account in ledger["accounts"].items()
    ]


def _theirs(wallet: Wallet, account: Mapping[str, Any], fills: Sequence[Mapping[str, Any]]) -> Side:
    """Read an account of the ledger: its result is what its cash grew by, funding left out."""
    cash = {key: Decimal(account[key]) for key in ("cash", "deposited", "funding", "closed")}
    mine = [fill for fill in fills if fill["user"] == wallet]
    return Side(
        fills=frozenset(
            (
                f"{fill['oid']}/{fill['tid']}",
                Decimal(fill["px"]).normalize(),
                Decimal(fill["sz"]).normalize(),
                _cents(Decimal(fill["fee"])),
            )
            for fill in mine
        ),
        gross=_cents(cash["closed"]),
        fees=_cents(_sum(Decimal(fill["fee"]) for fill in mine)),
        net=_cents(cash["cash"] - cash["deposited"] - cash["funding"]),
        held={
            coin: Decimal(position["szi"]).normalize()
            for coin, position in account["positions"].items()
        },
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
