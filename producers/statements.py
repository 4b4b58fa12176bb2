"""Statements of accounts: our books beside what venues tell, and nothing changed by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from contracts.market import VenueName, Wallet
from domain.errors import VenueError
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import AccountHolding, AccountTrade, Funds, Venue
from domain.statements import BookedFill, Statement, Told, statement

SKEW = timedelta(minutes=1)
"""How far behind ours a venue's clock may be."""


async def statements(
    venues: Mapping[VenueName, Venue], units: UnitsOfWork, since: datetime
) -> tuple[Sequence[Statement], Mapping[VenueName, str]]:
    """State every account we trade on; the venues that did not answer are named with their why.

    What is compared are positions made since a moment, and older ones that are held.
    """
    async with units() as uow:
        trading = await uow.agents.wallets()
    made: list[Statement] = []
    silent: dict[VenueName, str] = {}
    for name, venue in venues.items():
        async with units() as uow:
            books = await uow.reconciliation.books(name, since)
        wallets = {wallet for of, wallet in trading if of is name}
        wallets |= {each.wallet for each in books}
        try:
            made += [await _of(venue, wallet, books, units) for wallet in sorted(wallets)]
        except VenueError as error:
            silent[name] = str(error)
    return made, silent


async def _of(
    venue: Venue, wallet: Wallet, books: Sequence[BookedFill], units: UnitsOfWork
) -> Statement:
    mine = [each for each in books if each.wallet == wallet]
    holdings: Sequence[AccountHolding] = await venue.holdings([wallet])
    if not mine:
        told = Told(holdings=holdings)
        return statement(venue.name, wallet, mine, told, frozenset())
    since = min(each.fill.filled_at for each in mine) - SKEW
    trades: list[AccountTrade] = []
    for symbol in sorted({each.symbol for each in mine}):
        trades += await venue.trades(wallet, symbol, since)
    funding = await venue.funding(wallet, since) if isinstance(venue, Funds) else ()
    async with units() as uow:
        names = await uow.reconciliation.names_among(trades)
    told = Told(holdings=holdings, trades=trades, funding=funding)
    return statement(venue.name, wallet, mine, told, names)
