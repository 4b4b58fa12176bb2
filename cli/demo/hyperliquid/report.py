"""What the days came to: every position, every lost answer, and two sets of books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.books import Line, compared
from cli.demo.hyperliquid.people import User
from cli.demo.hyperliquid.story import plain, why
from contracts.market import Wallet

POSITIONS = text("""
    select p.wallet, p.symbol, p.side, p.opened_quantity as quantity, p.entry_price,
      p.hard_stop_price, r.trigger_price as rested_at, p.exit_price, p.exit_reason as reason,
      p.net_pnl, coalesce(g.naked_seconds, 0) as naked_seconds, r.state as stop
    from position p left join guard g on g.position_id = p.id
    left join resting_stop r on r.position_id = p.id and r.n = g.last_stop
    where p.opened_at is not null order by p.opened_at, p.symbol, p.wallet
""")
ORDERS = text("""
    with lost as (select distinct order_id from order_event where kind = 'UNKNOWN')
    select o.purpose, count(*) as orders, count(l.order_id) as no_answer,
      count(*) filter (where l.order_id is not null and o.state = 'FILLED') as found_again,
      count(*) filter (where o.attempts > 1) as sent_twice
    from trade_order o left join lost l on l.order_id = o.id
    where o.attempts > 0 group by o.purpose order by o.purpose desc
""")
ALIKE = ("symbol", "side", "entry_price", "rested_at", "exit_price", "reason", "stop")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What the days came to; `lines` sets each account's two books side by side."""

    names: Mapping[Wallet, str]
    positions: Sequence[Row]
    orders: Sequence[Row]
    lines: Sequence[Line]
    doubled: int
    """How many orders the venue took more than once."""
    resting: int
    """How many orders still rest on the venue."""

    @property
    def agrees(self) -> bool:
        """Tell whether both books are the same, and nothing was doubled or left behind."""
        same = bool(self.lines) and all(line.agrees for line in self.lines)
        return same and not self.doubled and not self.resting

    def document(self) -> dict[str, object]:
        """Return all of it for programs."""
        return {
            "agrees": self.agrees,
            "orders": self.orders,
            "positions": self.positions,
            "doubled": self.doubled,
            "resting": self.resting,
            "accounts": [
                {
                    "user": self.names[line.wallet],
                    "wallet": line.wallet,
                    "fills": [len(line.venue.fills), len(line.ours.fills)],
                    "fees": [line.venue.fees, line.ours.fees],
                    "net": [line.venue.net, line.ours.net],
                    "difference": line.difference,
                    "agrees": line.agrees,
                }
                for line in self.lines
            ],
        }


async def report(engine: AsyncEngine, ledger: Mapping[str, Any], users: Sequence[User]) -> Came:
    """Read our books and set them beside a venue's ledger."""
    async with engine.connect() as connection:
        positions = (await connection.execute(POSITIONS)).mappings().all()
        orders = (await connection.execute(ORDERS)).mappings().all()
    return Came(
        names={user.wallet: user.name for user in users},
        positions=[dict(row) for row in positions],
        orders=[dict(row) for row in orders],
        lines=await compared(engine, ledger),
        doubled=sum(entry["times"] != 1 for entry in ledger["accepted"]),
        resting=sum(order["status"] == "open" for order in ledger["orders"]),
    )


def show(came: Came, console: Console) -> None:
    """Print it for people."""
    console.rule("What it came to")
    console.print(_positions(came))
    console.print(_orders(came))
    console.print(_accounts(came))
    if came.agrees:
        console.print("[green]the venue's ledger and our books are the same[/green]: difference 0")
    else:
        console.print(
            f"[red]the books differ[/red], or {came.doubled} orders traded twice, "
            f"or {came.resting} still rest"
        )


def _positions(came: Came) -> Table:
    """Show positions; those that are alike for several users are one line."""
    table = Table(title="positions", title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("who")
    table.add_column("position", no_wrap=True)
    for column in ("entry", "stop asked", "exit"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("ended by", no_wrap=True)
    table.add_column("net USD", justify="right", no_wrap=True)
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in came.positions:
        groups.setdefault(tuple(row[key] for key in ALIKE), []).append(row)
    for rows in groups.values():
        first = rows[0]
        net = sum((row["net_pnl"] or Decimal(0) for row in rows), Decimal(0))
        whole = sum((row["quantity"] for row in rows), Decimal(0))
        table.add_row(
            ", ".join(sorted(came.names[row["wallet"]] for row in rows)),
            f"{first['side'].lower()} {plain(whole)} {first['symbol']}",
            _price(first["entry_price"]),
            _price(first["rested_at"]),
            _price(first["exit_price"]),
            _ended_by(first),
            f"{net:+,.2f}",
        )
    return table


def _ended_by(row: Row) -> str:
    if row["stop"] == "FILLED":
        return "venue's stop"
    return why(row["reason"]) if row["reason"] else "still open"


def _price(price: Any) -> str:
    return "" if price is None else plain(round(price, 6))


def _orders(came: Came) -> Table:
    table = Table(
        title="orders of unknown fate", title_justify="left", box=box.SIMPLE, pad_edge=False
    )
    table.add_column("to")
    for column in ("sent", "no answer", "found again", "sent twice"):
        table.add_column(column, justify="right")
    for row in came.orders:
        purpose = "open" if row["purpose"] == "OPEN" else "close"
        numbers = (row[key] for key in ("orders", "no_answer", "found_again", "sent_twice"))
        table.add_row(purpose, *(str(number) for number in numbers))
    return table


def _accounts(came: Came) -> Table:
    title = "the venue's ledger beside our books, in USD"
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("user")
    for column in ("fills", "fees there", "fees here", "net there", "net here", "difference"):
        table.add_column(column, justify="right")
    for line in came.lines:
        theirs, ours = line.venue, line.ours
        colour = "green" if line.agrees else "red"
        table.add_row(
            came.names[line.wallet],
            f"{len(theirs.fills)} = {len(ours.fills)}" if line.agrees else "not the same",
            f"{theirs.fees:,.6f}",
            f"{ours.fees:,.6f}",
            f"{theirs.net:+,.6f}",
            f"{ours.net:+,.6f}",
            f"[{colour}]{plain(line.difference)}[/{colour}]",
        )
    return table
