"""Balances in: what every wallet that trades could commit on each venue it trades on."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from contracts.market import Usd, VenueName, Wallet
from domain.errors import VenueError
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Venue

log = logging.getLogger(__name__)

AT_ONCE = 10
"""How many wallets a venue is asked about at the same time."""


async def sync_balances(
    venues: Mapping[VenueName, Venue], units: UnitsOfWork, now: datetime
) -> int:
    """Store the balance of every wallet on every venue it trades on, and return how many.

    A balance a venue does not tell is left as it was, with the moment it was seen.
    """
    async with units() as uow:
        trading = await uow.agents.wallets()
    wallets: dict[VenueName, list[Wallet]] = {}
    for venue, wallet in trading:
        wallets.setdefault(venue, []).append(wallet)
    counts = [
        await _sync(venues[name], asked, units, now)
        for name, asked in wallets.items()
        if name in venues
    ]
    return sum(counts)


async def _sync(venue: Venue, wallets: Sequence[Wallet], units: UnitsOfWork, now: datetime) -> int:
    turns = asyncio.Semaphore(AT_ONCE)
    answers = await asyncio.gather(*(_ask(venue, wallet, turns) for wallet in wallets))
    balances = {
        wallet: available
        for wallet, available in zip(wallets, answers, strict=True)
        if available is not None
    }
    async with units() as uow:
        await uow.markets.save_balances(venue.name, balances, now)
    return len(balances)


async def _ask(venue: Venue, wallet: Wallet, turns: asyncio.Semaphore) -> Usd | None:
    async with turns:
        try:
            return await venue.balance(wallet)
        except VenueError as error:
            log.warning("%s does not tell the balance of %s: %s", venue.name, wallet, error)
            return None
