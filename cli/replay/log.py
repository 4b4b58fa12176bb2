"""Scenes from the stored event log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cli.replay.inputs import BadInput, every, prices_of
from cli.replay.prices import Prices
from cli.replay.scene import Arrival, HaltSpan, People, Scene, SceneFile
from contracts.market import SourceId
from domain.ports.classifier import Reading
from infra.memory.store import MemoryStore
from infra.reading.log import Cast, Log


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
        halts=[HaltSpan(halt=h.halt, since=h.since, until=h.until) for h in log.halts],
        every=every(circumstances),
        changes={**judge, **circumstances.set},
        readings={text: Reading(verdict=verdict) for text, verdict in log.verdicts.items()},
        answers=log.answers,
    )


def within(scene: Scene, since: datetime, until: datetime) -> Scene:
    """Leave out what comes in before a moment, or at another and later."""
    return replace(
        scene,
        posts=[arrival for arrival in scene.posts if since <= arrival.at < until],
        prices=scene.prices.within(since, until),
        halts=[_cut(span, until) for span in scene.halts if span.since < until],
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
