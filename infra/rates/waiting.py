"""A figure for Prometheus: how many calls of this process wait for a venue's weights."""

from prometheus_client import Gauge

WAITING = Gauge(
    "maxxit_rate_waiting",
    "Calls that wait for what a venue lets us ask, by venue and priority",
    ["venue", "priority"],
    registry=None,
)
