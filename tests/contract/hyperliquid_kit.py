"""Hyperliquid for the cards: real signatures, a simulator on the loopback, and its clock."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.ports.venue import OrderRequest, Venue
from infra.simulators.hyperliquid import faults
from infra.simulators.hyperliquid.exchange import Exchange, read
from infra.venues.paper import Fault
from tests.factories_hyperliquid import Hyperliquid, with_key

AT_THE_VENUE = {Fault.DROP: faults.Kind.DROP_BEFORE, Fault.TIMEOUT: faults.Kind.DROP_AFTER}
"""The faults that the simulator has; the others happen on the way to it."""


@dataclass
class HyperliquidKit:
    """An adapter in its surroundings, as the cards want it."""

    trading: Hyperliquid
    keeps_refusals: bool = field(default=True, init=False)
    closes_dust_whole: bool = field(default=True, init=False)

    @property
    def venue(self) -> Venue:
        return self.trading.venue

    def now(self) -> datetime:
        return self.trading.clock.now()

    def advance(self, seconds: float) -> None:
        """Let what is under way arrive, and time pass."""
        self._arrive()
        self.trading.advance(seconds)

    async def set_price(self, price: Decimal) -> None:
        self.trading.sim.set_mark("BTC", price)

    def fail_next(self, fault: Fault | None) -> None:
        sim, way = self.trading.sim, self.trading.way
        sim.faults.clear()
        way.closed, way.slow = fault is Fault.UNAVAILABLE, fault is Fault.LATE
        if fault in AT_THE_VENUE:
            kind = AT_THE_VENUE[fault]
            sim.faults.add(faults.Fault(kind=kind, action="order", count=None))

    def claimed(self, order: OrderRequest) -> OrderRequest:
        return with_key(order)

    def _arrive(self) -> None:
        """Deliver late requests to the venue itself, whose answers nobody hears."""
        sim, way = self.trading.sim, self.trading.way
        for body in way.under_way:
            Exchange(sim).carry_out(read(sim, json.loads(body)))
        way.under_way.clear()
