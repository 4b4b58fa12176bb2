"""Marks that wait together are taken in rounds, and none of them is left out."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from consumers.positions import in_rounds
from tests.bells import marked

SEEN = st.tuples(st.sampled_from(["BTC", "ETH", "SOL"]), st.integers(0, 20), st.integers(1, 9))


@given(st.lists(SEEN, max_size=30))
def test_every_mark_has_one_round_and_follows_the_earlier_ones_of_its_market(
    seen: list[tuple[str, int, int]],
) -> None:
    marks = [marked(str(price), second=second, symbol=symbol) for symbol, second, price in seen]
    rounds = list(in_rounds(marks))
    taken = [mark for together in rounds for mark in together]
    assert sorted(map(id, taken)) == sorted(map(id, marks))
    assert all(len({mark.symbol for mark in together}) == len(together) for together in rounds)
    moments = defaultdict(list)
    for mark in taken:
        moments[mark.symbol].append(mark.seen_at)
    assert all(seen_at == sorted(seen_at) for seen_at in moments.values())
    assert len(rounds) == max(map(len, moments.values()), default=0)
