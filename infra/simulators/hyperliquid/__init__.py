"""A Hyperliquid of our own: the same wire and the same rules, in memory, on the loopback."""

from infra.simulators.hyperliquid.app import make_app
from infra.simulators.hyperliquid.serve import Running, running
from infra.simulators.hyperliquid.venue import SimVenue

__all__ = ["Running", "SimVenue", "make_app", "running"]
