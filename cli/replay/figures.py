"""How figures of a replay are spelled, for people and for programs."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from cli.replay.outcome import Outcome
from cli.replay.play import Played
from cli.replay.whatif import Paired

UNKNOWN = "-"


def headline(outcome: Outcome) -> dict[str, str]:
    """Name the figures that a reader wants first."""
    figures = outcome.figures
    deepest = min(outcome.drawdown, default=None)
    return {
        "net PnL, USD": money(outcome.net_pnl),
        "fees, USD": money(outcome.fees),
        "trades": f"{len(outcome.trades):,}",
        "won": share(outcome.win_rate),
        "profit factor": number(figures.profit_factor),
        "a trade earns, USD": money(figures.expectancy),
        "deepest fall, USD": money(deepest),
        "max drawdown": share(figures.max_drawdown),
        "posts": f"{outcome.posts:,}",
        "signals": f"{outcome.signals:,}",
        "intents": f"{outcome.intents:,}",
        "refusals": f"{sum(outcome.refused.values()):,}",
        "still held": f"{outcome.held:,}",
    }


def document(played: Played, outcome: Outcome) -> dict[str, Any]:
    """Spell a replay for programs; decimals become strings when it is printed."""
    counts = {name: getattr(outcome, name) for name in ("posts", "signals", "intents", "fills")}
    return {
        "digest": played.digest,
        "from": played.began,
        "to": played.ended,
        "events": played.events,
        "events_per_second": round(played.events / played.seconds) if played.seconds else None,
        "counts": counts | {"trades": len(outcome.trades), "held": outcome.held},
        "net_pnl": outcome.net_pnl,
        "fees": outcome.fees,
        "win_rate": outcome.win_rate,
        "figures": asdict(outcome.figures),
        "agents": [asdict(each) for each in outcome.agents],
        "sources": [asdict(each) for each in outcome.sources],
        "ignored": outcome.ignored,
        "refused": outcome.refused,
        "rejected": outcome.rejected,
        "exits": outcome.exits,
        "parked": outcome.parked,
        "latency_us": {t.stage: asdict(t) for t in played.timings},
    }


def differing(paired: Paired) -> dict[str, Any]:
    """Spell a paired difference for programs."""
    return asdict(paired) | {"clear": paired.clear, "told": str(paired)}


def money(amount: Decimal | None) -> str:
    """Spell dollars to the cent."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def share(part: Decimal | None) -> str:
    """Spell a fraction in percent."""
    return UNKNOWN if part is None else f"{part * 100:.1f} %"


def number(value: Decimal | None) -> str:
    """Spell a ratio."""
    return UNKNOWN if value is None else f"{value:.2f}"


def counted(counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Spell counts as rows."""
    return [{"reason": reason, "times": times} for reason, times in counts.items()]
