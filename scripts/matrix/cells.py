"""The cells: what is done to whom, while a batch of orders is on its way."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Strike(StrEnum):
    """What the driver does once orders are on their way."""

    NOTHING = "nothing"
    THAW = "thaw"
    """Let the frozen executor go on, after another has taken its work over."""
    TWICE = "twice"
    """Deliver every message of the batch twice more."""
    BROKER = "broker"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One way to be hurt: a trap for one process, a strike, and faults of the venue."""

    name: str
    trap: str = "held"
    victim: str = "executor-a"
    strike: Strike = Strike.NOTHING
    faults: tuple[dict[str, Any], ...] = ()
    """What the venue does to orders; the first that befalls one is the one it gets."""
    second: bool = False
    """Whether another executor works beside the first."""
    clock: float = 0.0
    """By how many seconds the clocks of all processes are ahead."""
    frozen: str | None = None
    """Who stands still until the victim has died."""


LATE: Final = {"kind": "delay", "action": "order", "seconds": 2.0, "count": None}
DROPS: Final = {"kind": "dropAfter", "action": "order", "every": 3, "count": None}

CELLS: Final = (
    Cell(name="before the claim", trap="before claim"),
    Cell(name="after the claim's commit", trap="after claim"),
    Cell(name="before the first byte", trap="before send"),
    Cell(name="half a request sent", trap="mid-send"),
    Cell(name="accepted, not yet answered", trap="after accept", faults=(LATE,)),
    Cell(name="answered, not yet recorded", trap="before record"),
    Cell(name="recorded, not yet published", trap="after record", frozen="relay"),
    Cell(name="during the relay", trap="in relay", victim="relay"),
    Cell(
        name="during reconciliation",
        trap="in reconciliation",
        victim="monitor",
        faults=(DROPS, LATE),
    ),
    Cell(name="every message three times", strike=Strike.TWICE, faults=(DROPS,)),
    Cell(name="RabbitMQ killed", strike=Strike.BROKER, faults=(DROPS,)),
    Cell(name="Postgres killed after sending", strike=Strike.POSTGRES, faults=(LATE,)),
    Cell(
        name="a frozen executor wakes as a zombie",
        trap="frozen before send",
        strike=Strike.THAW,
        second=True,
    ),
    Cell(name="two executors, answers lost", second=True, faults=(DROPS,)),
    Cell(name="clock 2 s ahead, answers lost", clock=2.0, faults=(DROPS,)),
    Cell(name="clock 2 s behind, answers lost", clock=-2.0, faults=(DROPS,)),
)
WITNESS: Final = next(cell for cell in CELLS if cell.name == "two executors, answers lost")
"""The cell that the naive mutant, which sends anew what it hears nothing of, has to fail."""
