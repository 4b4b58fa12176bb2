"""Where an agent trades, from how its creator says it."""

import pytest

from contracts.market import Network, VenueName
from domain.catalogue import AgentVenue, venue_order
from domain.errors import Conflict

V = VenueName
USUAL = (V.HYPERLIQUID, V.OSTIUM, V.GMX, V.SPOT)


def test_several_venues_are_asked_in_the_order_wished_for_or_the_usual_one() -> None:
    assert venue_order(AgentVenue.MULTI, [V.GMX, V.OSTIUM], Network.MAINNET) == (V.GMX, V.OSTIUM)
    assert venue_order(AgentVenue.MULTI, None, Network.MAINNET) == USUAL


def test_on_paper_the_usual_order_ends_where_paper_trades() -> None:
    assert venue_order(AgentVenue.MULTI, None, Network.PAPER) == (*USUAL, V.PAPER)


def test_one_venue_is_one_venue() -> None:
    for wished in (None, [V.GMX]):
        assert venue_order(AgentVenue.GMX, wished, Network.MAINNET) == (V.GMX,)


@pytest.mark.parametrize(
    ("venue", "wished"),
    [
        (AgentVenue.GMX, [V.OSTIUM]),
        (AgentVenue.GMX, [V.GMX, V.OSTIUM]),
        (AgentVenue.MULTI, [V.GMX]),
    ],
)
def test_what_contradicts_itself_is_refused(venue: AgentVenue, wished: list[VenueName]) -> None:
    with pytest.raises(Conflict):
        venue_order(venue, wished, Network.MAINNET)
