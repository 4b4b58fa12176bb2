"""How long decisions took, by stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What one stage's turns took, in microseconds a message."""

    stage: str
    messages: int
    mean: float
    p50: float
    p99: float


class Timings:
    """Notes the time of turns; a turn of many messages counts for each of them."""

    def __init__(self) -> None:
        self._turns: dict[str, list[tuple[float, int]]] = {}

    def note(self, stage: str, seconds: float, messages: int) -> None:
        """Note that so many messages took so long together."""
        self._turns.setdefault(stage, []).append((seconds * 1e6 / messages, messages))

    def all(self) -> list[Timing]:
        """Sum up each stage, in the order they first did something."""
        return [_timing(stage, sorted(turns)) for stage, turns in self._turns.items()]


def _timing(stage: str, turns: list[tuple[float, int]]) -> Timing:
    messages = sum(count for _, count in turns)
    total = sum(each * count for each, count in turns)
    return Timing(
        stage=stage,
        messages=messages,
        mean=total / messages,
        p50=_share(turns, messages * 0.50),
        p99=_share(turns, messages * 0.99),
    )


def _share(turns: list[tuple[float, int]], wanted: float) -> float:
    seen = 0
    for each, count in turns:
        seen += count
        if seen >= wanted:
            return each
    return turns[-1][0]
