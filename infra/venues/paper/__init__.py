"""A simulated exchange that keeps its own ledger, in its own schema, for its own truth."""

from infra.venues.paper.adapter import PaperVenue
from infra.venues.paper.behaviour import Fault, PaperBehaviour
from infra.venues.paper.listing import MARKETS
from infra.venues.paper.statement import Statement

__all__ = ["MARKETS", "Fault", "PaperBehaviour", "PaperVenue", "Statement"]
