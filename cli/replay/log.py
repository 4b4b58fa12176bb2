"""Scenes from the stored event log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.replay.days import ALL, Days
from cli.replay.inputs import BadInput, Extra, every, prices_of, scene_file, with_likings
from cli.replay.prices import Prices
from cli.replay.scene import Arrival, HaltSpan, People, Scene, SceneFile
from consumers.breakers import RAISED_BY
from contracts.market import Network, SourceId
from domain.ports.classifier import Reading
from infra.memory.store import MemoryStore
from infra.reading.log import Log, LoggedHalt, read_log, read_span
from infra.reading.log_cast import Cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is read from files instead of the log."""

    marks: Path | None = None
    extra: Extra = field(default_factory=Extra)


async def read_logged(
    engine: AsyncEngine, network: Network, days: Days | None, given: Given
) -> Scene:
    """Read some days of the log as a scene, or all there are.

    Raises BadInput when nothing is logged, or no prices are to be had for these days.
    """
    span = days or await _all_days(engine, network)
    log = await read_log(engine, network, span.since, span.until)
    scene = scene_of(log, scene_file(given.extra.scene), given.marks)
    return with_likings(within(scene, span.since, span.until), given.extra)


async def _all_days(engine: AsyncEngine, network: Network) -> Days:
    span = await read_span(engine, network)
    if span is None:
        raise BadInput(f"--from-log {ALL}: nothing is logged on {network}")
    return Days(*span)


def scene_of(log: Log, circumstances: SceneFile, marks: Path | None) -> Scene:
    """Make a scene of some days of the log, with prices from a file where one is named.

    Raises BadInput when no prices are to be had for these days.
    """
    prices = prices_of(marks, circumstances) if marks else _kept(log, circumstances)
    judge = {"classifier": log.classifier} if log.classifier else {}
    return Scene(
        posts=[Arrival(at=each.seen_at, post=each.post, kind=each.kind) for each in log.posts],
        prices=prices,
        people=people(log.cast),
        halts=[_span(halt) for halt in log.halts],
        every=every(circumstances),
        changes={**judge, **circumstances.set},
        readings={text: Reading(verdict=verdict) for text, verdict in log.verdicts.items()},
        answers=log.answers,
        snapshots=log.snapshots,
        preferences=log.cast.preferences,
    )


def within(scene: Scene, since: datetime, until: datetime) -> Scene:
    """Leave out what comes in before a moment, or at another and later."""
    return replace(
        scene,
        posts=[arrival for arrival in scene.posts if since <= arrival.at < until],
        prices=scene.prices.within(since, until),
        halts=[_cut(span, until) for span in scene.halts if span.since < until],
    )


def _span(logged: LoggedHalt) -> HaltSpan:
    return HaltSpan(
        halt=logged.halt,
        since=logged.since,
        until=logged.until,
        tripped=logged.by == RAISED_BY,
    )


def _cut(span: HaltSpan, until: datetime) -> HaltSpan:
    is_later = span.until is not None and span.until >= until
    return replace(span, until=None) if is_later else span


def people(cast: Cast) -> People:
    """Return what stores everybody of the log."""

    async def store_all(store: MemoryStore) -> None:
        store.bills.charge_by(cast.tariffs)
        for wallet, venue in cast.approved:
            store.agents.approve(wallet, venue)
        async with store.units() as uow:
            for source in cast.sources:
                await uow.agents.save_source(source)
            for agent in cast.agents:
                followed: Sequence[SourceId] = cast.follows.get(agent.id, ())
                await uow.agents.save_agent(agent, followed)
            for deployment in cast.deployments:
                await uow.agents.save_deployment(deployment)

    return store_all


def _kept(log: Log, circumstances: SceneFile) -> Prices:
    if not log.prices:
        raise BadInput("--marks: the log holds no prices of these days, name a file of them")
    return Prices(log.prices, gap=timedelta(seconds=circumstances.gap))
