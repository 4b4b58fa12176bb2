"""The venue under test, in each of its characters, on a database the cards share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from infra.servers.postgres import Postgres
from tests.contract.hyperliquid_kit import HyperliquidKit
from tests.contract.venue_cards import CHARACTERS, PRICE, PaperKit, VenueKit, empty
from tests.factories_hyperliquid import hyperliquid


@pytest.fixture(scope="module")
def venue_url(postgres_server: Postgres) -> Iterator[str]:
    """Yield the URL of a database that the cards share, one after the other."""
    yield postgres_server.create_database("venue_cards")
    postgres_server.drop_database("venue_cards")


@pytest.fixture(params=[*sorted(CHARACTERS), "hyperliquid"])
async def kit(request: pytest.FixtureRequest, venue_url: str) -> AsyncIterator[VenueKit]:
    if request.param == "hyperliquid":
        async with hyperliquid() as trading:
            yield HyperliquidKit(trading)
        return
    kit = PaperKit(venue_url, CHARACTERS[request.param])
    await kit.venue.prepare()
    await empty(venue_url)
    await kit.set_price(PRICE)
    yield kit
    await kit.venue.close()
