"""What can be traded on a venue now, by its own last word."""

from collections.abc import Sequence

from contracts.market import VenueName
from infra.reading.look import Look, Row

_MARKETS = """
    select m.symbol, m.index, m.name, m.active, m.min_notional, m.max_leverage, m.kind,
      k.price, m.last_synced
    from market m left join mark k using (network, venue, symbol)
    where m.network = :network and m.venue = :venue and m.active order by m.symbol
"""


async def markets_on(look: Look, venue: VenueName) -> Sequence[Row]:
    """Read a venue's markets that are open to trade, each with the last price seen."""
    return await look.rows(_MARKETS, venue=venue)
