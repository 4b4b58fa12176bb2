"""What happens in the demo, told as it happens: each thing once, like things in one line."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.demo.hyperliquid.people import User
from contracts.market import Wallet
from domain.posts import RawPost

Row = Mapping[Any, Any]
OPENED = text("""
    select p.id, wallet, symbol, side, opened_quantity as quantity, entry_price as price
    from position p where opened_at is not null order by opened_at, wallet
""")
LOST = text("""
    select distinct o.id, o.wallet, o.symbol, o.purpose, o.state, o.attempts
    from order_event e join trade_order o on o.id = e.order_id where e.kind = 'UNKNOWN'
    order by o.wallet
""")
STOPS = text("""
    select r.position_id, r.n, r.trigger_price as price, p.wallet, p.symbol
    from resting_stop r join position p on p.id = r.position_id
    where r.confirmed_at is not null order by r.placed_at, p.wallet
""")
SECOND = text("""
    select id, wallet, symbol from trade_order
    where purpose = 'CLOSE' and reject_reason = 'nothing_to_close' order by wallet
""")
CLOSED = text("""
    select p.id, p.wallet, p.symbol, p.exit_price as price, p.exit_reason as reason, p.net_pnl,
      exists (select 1 from resting_stop r where r.position_id = p.id and r.state = 'FILLED')
        as by_venue
    from position p where status = 'CLOSED' order by closed_at, wallet
""")
REFUSED = text("""
    select i.id, d.user_wallet as wallet, i.reason from refusal i
    join deployment d on d.id = i.deployment_id order by d.user_wallet
""")


class Story:
    """Tells what is new in the database since it last told."""

    def __init__(self, console: Console, engine: AsyncEngine, users: Sequence[User]) -> None:
        self._console = console
        self._engine = engine
        self._names: Mapping[Wallet, str] = {user.wallet: user.name for user in users}
        self._told: set[Hashable] = set()

    def hear(self, post: RawPost) -> None:
        """Tell what somebody says."""
        said = escape(post.text)
        when = f"{post.published_at:%a %H:%M}"
        self._console.print(
            f"[dim]{when}[/dim]  [bold]@{post.author}[/bold]  {said}", highlight=False
        )

    async def tell(self, when: str = "") -> None:
        """Tell what came of it, under a moment if it comes by itself."""
        async with self._engine.connect() as connection:
            lines = await self._new(connection)
        if lines and when:
            self._console.print(when)
        for line in lines:
            self._console.print(Padding(line, (0, 0, 0, 11), expand=False), highlight=False)

    async def _new(self, connection: AsyncConnection) -> list[str]:
        lines: list[str] = []
        for query, alike, spell in TOLD:
            found = (await connection.execute(query)).mappings().all()
            together = self._together(found, alike)
            lines += [spell(rows, self._named(rows)) for rows in together]
        return lines

    def _together(self, found: Iterable[Row], alike: Sequence[str]) -> Iterator[Sequence[Row]]:
        """Group what was not told yet by what makes it the same for a reader."""
        groups: dict[Hashable, list[Row]] = defaultdict(list)
        for row in found:
            key = (alike, row.get("id"), row.get("position_id"), row.get("n"))
            if key not in self._told:
                self._told.add(key)
                groups[tuple(row[name] for name in alike)].append(row)
        yield from groups.values()

    def _named(self, together: Sequence[Row]) -> str:
        return ", ".join(sorted({self._names[row["wallet"]] for row in together}))


def _refused(together: Sequence[Row], who: str) -> str:
    reason = str(together[0]["reason"]).replace("_", " ")
    return f"[yellow]no trade[/yellow] for {who}: {reason}"


def _opened(together: Sequence[Row], who: str) -> str:
    first = together[0]
    whole = sum((row["quantity"] for row in together), Decimal(0))
    what = f"{first['side'].lower()} {plain(whole)} {first['symbol']}"
    return f"[bold]{what}[/bold] at {plain(first['price'])} ({who})"


def _lost(together: Sequence[Row], who: str) -> str:
    first = together[0]
    what = "entry" if first["purpose"] == "OPEN" else "exit"
    again = all(row["attempts"] == 1 for row in together)
    ending = "not sent again" if again else "[red]sent again[/red]"
    states = "/".join(sorted({row["state"].lower() for row in together}))
    return (
        f"[magenta]no answer[/magenta] to the {first['symbol']} {what}: "
        f"found {states}, {ending} ({who})"
    )


def _rests(together: Sequence[Row], who: str) -> str:
    first = together[0]
    what = f"{first['symbol']} at {plain(first['price'])}"
    return f"[cyan]a stop rests[/cyan] at the venue: {what} ({who})"


def _second(together: Sequence[Row], who: str) -> str:
    return f"our exit of {together[0]['symbol']} comes after it, and finds nothing ({who})"


def _closed(together: Sequence[Row], who: str) -> str:
    first = together[0]
    net = sum((row["net_pnl"] for row in together), Decimal(0))
    colour = "green" if net >= 0 else "red"
    by = "[cyan]the venue's stop fires[/cyan]" if first["by_venue"] else why(first["reason"])
    return (
        f"{by}: {first['symbol']} at {plain(first['price'])}, "
        f"[{colour}]{net:+,.2f} USD[/{colour}] ({who})"
    )


Spell = Callable[[Sequence[Row], str], str]
TOLD: Sequence[tuple[TextClause, tuple[str, ...], Spell]] = (
    (REFUSED, ("reason",), _refused),
    (OPENED, ("symbol", "side", "price"), _opened),
    (LOST, ("symbol", "purpose"), _lost),
    (STOPS, ("symbol", "price"), _rests),
    (CLOSED, ("symbol", "reason", "price", "by_venue"), _closed),
    (SECOND, ("symbol",), _second),
)
"""What is asked for, in which order it is told, and what makes rows one line."""


def why(reason: str) -> str:
    """Spell why a position ended."""
    return reason.replace("_", " ").lower()


def plain(amount: Decimal) -> str:
    """Write an amount with the digits it has, and no more."""
    return f"{amount.normalize():,f}"
