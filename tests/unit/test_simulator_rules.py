"""What the simulated Hyperliquid's arithmetic can never do, whatever happens."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.simulators.hyperliquid.accounts import ZERO, Account, Leverage, Position, traded
from infra.simulators.hyperliquid.book import Book, Depth, Level, made, middle, take
from infra.simulators.hyperliquid.fills import direction
from infra.simulators.hyperliquid.ledger import totals
from infra.simulators.hyperliquid.listing import MARKS, listed
from infra.simulators.hyperliquid.nonces import AHEAD_MS, BACK_MS, KEPT, Nonces
from infra.simulators.hyperliquid.orders import Tif
from infra.simulators.hyperliquid.words import Refused
from infra.venues.hyperliquid.numbers import round_price, round_size
from tests.factories_simulator import NOON_MS, USER, a_venue, place, wanted

SIZES = st.integers(-500, 500).filter(bool).map(lambda lots: Decimal(lots) / 100)
PRICES = st.integers(1, 10_000).map(lambda ticks: Decimal(ticks) / 10)
CROSS = Leverage(value=10)


@given(st.lists(st.tuples(SIZES, PRICES), max_size=12), PRICES)
def test_a_position_and_its_profits_are_worth_what_the_trades_cost(
    trades: Sequence[tuple[Decimal, Decimal]], mark: Decimal
) -> None:
    held: Position | None = None
    earned = ZERO
    for size, price in trades:
        held, profit = traded(held, "SOL", size, price, CROSS)
        earned += profit
    worth = earned + (ZERO if held is None else held.earned(mark))
    paid = sum((size * (mark - price) for size, price in trades), ZERO)
    assert abs(worth - paid) < Decimal("1e-15")
    assert (ZERO if held is None else held.size) == sum((size for size, _ in trades), ZERO)


@given(SIZES, SIZES, PRICES)
def test_an_isolated_position_keeps_the_margin_of_what_is_left_of_it(
    first: Decimal, second: Decimal, price: Decimal
) -> None:
    isolated = Leverage(value=5, cross=False)
    held, _ = traded(None, "SOL", first, price, isolated)
    held, _ = traded(held, "SOL", second, price, isolated)
    size = abs(first + second)
    assert (held is None) is (not size)
    if held is not None:
        assert abs(held.margin - size * price / 5) < Decimal("1e-15")


@given(SIZES, SIZES)
def test_a_direction_says_what_became_of_the_position(start: Decimal, size: Decimal) -> None:
    said, end = direction(start, size), start + size
    if start * end < 0:
        assert said in {"Long > Short", "Short > Long"}
    else:
        assert said.startswith("Open" if abs(end) > abs(start) else "Close")
        assert said.endswith("Long" if max(start, end) > 0 else "Short")


def test_the_first_trade_opens() -> None:
    assert direction(ZERO, Decimal(-1)) == "Open Short"
    assert direction(Decimal(2), Decimal(-2)) == "Close Long"
    assert direction(Decimal(-1), Decimal(3)) == "Short > Long"


@given(
    st.sampled_from(listed()),
    st.decimals("0.5", "2", places=4),
    st.integers(1, 6),
    st.sampled_from(["0", "0.0001", "0.01"]),
)
def test_a_made_book_is_on_the_tick_in_whole_lots_and_never_crossed(
    asset: object, factor: Decimal, levels: int, spread: str
) -> None:
    (asset,) = [one for one in listed() if one == asset]
    mark = MARKS[asset.coin] * factor
    book = made(asset, mark, Depth(levels=levels, half_spread=Decimal(spread)))
    for level in book.bids + book.asks:
        assert round_price(level.price, asset.sz_decimals) == level.price
        assert round_size(level.size, asset.sz_decimals) == level.size > 0
    assert book.bids[0].price <= mark <= book.asks[0].price
    assert list(book.asks) == sorted(book.asks, key=lambda level: level.price)
    assert list(book.bids) == sorted(book.bids, key=lambda level: -level.price)


LEVELS = st.lists(
    st.builds(Level, PRICES, st.integers(1, 90).map(Decimal)),
    max_size=6,
    unique_by=lambda v: v.price,
)


@given(LEVELS, st.integers(1, 300).map(Decimal), PRICES, st.booleans())
def test_a_taker_gets_no_more_than_asked_and_nothing_beyond_the_limit(
    levels: list[Level], size: Decimal, limit: Decimal, is_buy: bool
) -> None:
    levels.sort(key=lambda level: level.price, reverse=not is_buy)
    taken = take(levels, size, limit, is_buy=is_buy)
    within = [one for one in levels if (one.price <= limit if is_buy else one.price >= limit)]
    got = sum((one.size for one in taken), ZERO)
    assert got == min(size, sum((one.size for one in within), ZERO))
    assert all((one.price <= limit) if is_buy else (one.price >= limit) for one in taken)
    side = tuple(levels)
    book = Book(bids=() if is_buy else side, asks=side if is_buy else ())
    left = book.without(taken, is_buy=is_buy).facing(is_buy=is_buy)
    assert sum((one.size for one in left), ZERO) + got == sum((one.size for one in levels), ZERO)


def test_the_middle_of_an_empty_book_is_the_mark() -> None:
    level = Level(Decimal(9), Decimal(1))
    assert middle(Book(bids=(level,), asks=()), Decimal(10)) == 10
    assert middle(Book(bids=(level,), asks=(Level(Decimal(11), ZERO),)), Decimal(1)) == 10


@given(st.lists(st.integers(NOON_MS - BACK_MS - 5, NOON_MS + AHEAD_MS + 5), max_size=30))
def test_no_nonce_is_ever_spent_twice(wishes: list[int]) -> None:
    nonces, spent = Nonces(), list[int]()
    for nonce in [*wishes, *wishes]:
        try:
            nonces.check("0x1", nonce, NOON_MS)
        except Refused:
            continue
        nonces.spend("0x1", nonce)
        spent.append(nonce)
    assert len(spent) == len(set(spent))
    assert all(NOON_MS - BACK_MS < nonce < NOON_MS + AHEAD_MS for nonce in spent)


def test_a_nonce_below_the_hundred_highest_is_too_low_though_unused() -> None:
    nonces = Nonces()
    for step in range(0, 2 * KEPT, 2):
        nonces.check("0x1", NOON_MS + step, NOON_MS)
        nonces.spend("0x1", NOON_MS + step)
    nonces.check("0x1", NOON_MS + 1, NOON_MS)
    nonces.spend("0x1", NOON_MS + 1)
    with pytest.raises(Refused, match=f"nonce too low {NOON_MS} < {NOON_MS + 1}"):
        nonces.check("0x1", NOON_MS, NOON_MS)
    with pytest.raises(Refused, match="nonce too low"):
        nonces.check("0x1", NOON_MS - 1, NOON_MS)
    nonces.check("0x2", NOON_MS, NOON_MS)


@pytest.mark.parametrize(
    ("nonce", "text"),
    [
        (NOON_MS - BACK_MS, f"nonce too low {NOON_MS - BACK_MS} < {NOON_MS - BACK_MS}"),
        (NOON_MS + AHEAD_MS, f"nonce too high {NOON_MS + AHEAD_MS} > {NOON_MS + AHEAD_MS}"),
    ],
)
def test_a_nonce_out_of_its_time_is_refused(nonce: int, text: str) -> None:
    with pytest.raises(Refused, match=text):
        Nonces().check("0x1", nonce, NOON_MS)


ASKS = st.tuples(
    st.booleans(),
    st.integers(1, 4000).map(lambda lots: str(Decimal(lots) / 100_000)),
    st.integers(570, 630).map(lambda hundreds: str(hundreds * 100)),
    st.sampled_from(list(Tif)),
    st.booleans(),
)
MOVES = st.integers(500, 700).map(lambda hundreds: Decimal(hundreds * 100))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(ASKS, MOVES), max_size=25))
def test_cash_is_always_what_came_in_was_earned_and_was_paid(
    story: list[tuple[bool, str, str, Tif, bool] | Decimal],
) -> None:
    venue = a_venue("300")
    for event in story:
        if isinstance(event, Decimal):
            venue.set_mark("BTC", event)
            venue.fund("BTC", Decimal("0.0001"))
        else:
            buy, size, price, tif, reduces = event
            place(venue, wanted(size, price, buy=buy, tif=tif, reduce_only=reduces))
    account, sums = venue.state.accounts[USER], totals(venue.state)[USER]
    earned = sums["deposited"] + sums["closed"] - sums["fees"] + sums["funding"]
    assert abs(account.cash - earned) < Decimal("1e-15")
    bought = (fill.size * (1 if fill.is_buy else -1) for fill in venue.state.fills)
    assert account.size("BTC") == sum(bought, ZERO)
    resting = [one for one in venue.state.open_orders(USER) if one.wanted.reduce_only]
    assert sum((one.left for one in resting), ZERO) <= abs(account.size("BTC"))


def test_an_account_starts_at_twenty_times_or_what_the_coin_allows() -> None:
    account = Account(address=USER)
    leverages = {asset.coin: account.leverage(asset).value for asset in listed()}
    assert (leverages["BTC"], leverages["ATOM"]) == (20, 5)
