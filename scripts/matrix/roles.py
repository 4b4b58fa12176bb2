"""Who runs what on the field: the same stages and jobs as ever, cut so that each can be hurt."""

from cli.services import Service
from consumers import billing, intents, metrics, orders, positions, posts, signals

VENUE, PORT = "venue", "MATRIX_PORT"
"""The simulator is a process among the others, told its port by the environment."""
EXECUTORS = ("executor-a", "executor-b")
"""The second is there when a cell wants it."""
MONITOR_JOBS = ("marks", "markets", "balances", "reconciliation", "stops")
ROLES = {
    role.name: role
    for role in (
        Service(name="relay", port=5009, jobs=("relay", "sweeper")),
        Service(name="front", port=5008, stages=(posts.stage, signals.stage)),
        Service(name="back", port=5004, stages=(metrics.stage, billing.stage)),
        Service(name=EXECUTORS[0], port=5001, stages=(intents.stage, orders.stage), trades=True),
        Service(name=EXECUTORS[1], port=5011, stages=(intents.stage, orders.stage), trades=True),
        Service(
            name="monitor", port=5002, stages=(positions.stage,), jobs=MONITOR_JOBS, trades=True
        ),
    )
}
