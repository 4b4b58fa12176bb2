"""The composition root: everything the stages may use, made in one place."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.venues import make_hyperliquid, make_hyperliquid_service
from consumers.stage import World
from contracts.market import VenueName
from domain.policy import Policy
from domain.ports.clock import Clock
from domain.ports.rates import Room
from domain.ports.venue import Venue
from infra.classifiers.choice import make_classifier
from infra.database import units_of_work
from infra.research.parser import ResearchClassifier
from infra.settings import Settings
from infra.venues.paper.adapter import PaperVenue
from infra.venues.paper.behaviour import PaperBehaviour

RECORDED = Path(__file__).parent / "recorded"
"""A week of posts and prices that come with the package."""


async def make_world(
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    behaviour: PaperBehaviour | None = None,
    policy: Policy | None = None,
) -> tuple[World, PaperVenue]:
    """Make what stages work with, and the PAPER venue, which has a pool of its own.

    `cli.venues.close_venues` gives back what the other venues hold. Raises Conflict.
    """
    venues: dict[VenueName, Venue] = {}
    rooms: dict[VenueName, Room] = {}
    if hyperliquid := make_hyperliquid(settings, engine, clock):
        venues[VenueName.HYPERLIQUID] = hyperliquid.venue
        rooms[VenueName.HYPERLIQUID] = hyperliquid.budget
    elif service := make_hyperliquid_service(settings, engine, clock):
        venues[VenueName.HYPERLIQUID] = service
    paper = PaperVenue(
        engine.url.render_as_string(hide_password=False),
        clock=clock,
        behaviour=behaviour or paper_behaviour(settings),
    )
    await paper.prepare()
    classifier, notes = make_classifier(settings, engine, clock), ResearchClassifier()
    rules = policy or settings.policy()
    world = World(
        units=units_of_work(engine, settings.network),
        clock=clock,
        policy=replace(rules, classifier=classifier.version, note_classifier=notes.version),
        classifier=classifier,
        notes=notes,
        venues={VenueName.PAPER: paper, **venues},
        rooms=rooms,
    )
    return world, paper


def paper_behaviour(settings: Settings) -> PaperBehaviour:
    """Return how the PAPER venue behaves unless told otherwise."""
    slowest = timedelta(seconds=settings.paper_keeper_delay or 0)
    return PaperBehaviour(
        seed=settings.paper_seed,
        starting_balance=settings.paper_starting_balance,
        partial_share=settings.paper_partials,
        keeper=settings.paper_keeper_delay is not None,
        keeper_delay=(timedelta(0), slowest),
        keeper_cancel_share=settings.paper_keeper_cancels,
        drop_before_accept_share=settings.paper_drops,
        timeout_after_accept_share=settings.paper_timeouts,
        late_share=settings.paper_late,
    )
