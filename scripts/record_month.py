"""Make a month out of the recorded week, the same bytes on every machine.

Run from the root of the project: `python -m scripts.record_month FOLDER`. Each week has the
week's posts, under ids of their own, and prices that go on where the last week left them.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from scripts.record_week import COINS, START, STEP, STEPS, Coin, prices

RECORDED = Path(__file__).resolve().parent.parent / "cli" / "recorded"
WEEK = timedelta(days=7)
WEEKS = 4
_SNOWFLAKE_SHIFT = 22
_A_WEEK = int(WEEK / timedelta(milliseconds=1)) << _SNOWFLAKE_SHIFT
_ANOTHER_SEED = 1009


def record(folder: Path, *, weeks: int = WEEKS) -> None:
    """Write posts, marks and the circumstances of some weeks into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "posts.jsonl").write_text("".join(_posts(weeks)), encoding="utf-8")
    (folder / "marks.csv").write_text("".join(_marks(weeks)), encoding="utf-8", newline="")
    shutil.copyfile(RECORDED / "agents.toml", folder / "agents.toml")
    week = (RECORDED / "replay.toml").read_text(encoding="utf-8").splitlines()
    # Without its `every` each mark is looked at.
    kept = [line for line in week if not line.startswith("every =")]
    (folder / "replay.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")


def _posts(weeks: int) -> Iterator[str]:
    lines = (RECORDED / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    posts = [json.loads(line) for line in lines]
    for week in range(weeks):
        for post in posts:
            moved = datetime.fromisoformat(post["created_at"]) + week * WEEK
            told = f"{moved:%Y-%m-%dT%H:%M:%SZ}"
            later = post | {"id": str(int(post["id"]) + week * _A_WEEK), "created_at": told}
            yield json.dumps(later, ensure_ascii=False) + "\n"


def _marks(weeks: int) -> Iterator[str]:
    yield "time,symbol,price\n"
    coins = list(COINS)
    for week in range(weeks):
        walks = [list(prices(coin)) for coin in coins]
        for step in range(STEPS):
            at = START + week * WEEK + step * STEP
            for coin, walk in zip(coins, walks, strict=True):
                if step not in coin.gap:
                    yield f"{at:%Y-%m-%dT%H:%M:%SZ},{coin.symbol},{walk[step]}\n"
        coins = [_next(coin, walk[-1]) for coin, walk in zip(coins, walks, strict=True)]


def _next(coin: Coin, last: Decimal) -> Coin:
    """Go on from the last price, by other luck and the opposite drifts."""
    turned = tuple((hours, -drift) for hours, drift in coin.stretches)
    return replace(coin, seed=coin.seed + _ANOTHER_SEED, price=last, stretches=turned)


if __name__ == "__main__":
    record(Path(sys.argv[1]))
    print(f"wrote {sys.argv[1]}")
