"""The same questions about trades put to any store, for comparing what two of them answer."""

from dataclasses import replace
from decimal import Decimal

from contracts.billing import BillKind
from contracts.intents import ExitReason
from contracts.market import (
    PositionId,
    Side,
    SignalId,
    VenueName,
)
from contracts.positions import PriceMarked
from contracts.signals import IgnoreReason
from domain.billing import Bill
from domain.halts import Halt, HaltScope, HaltStrength
from domain.order_claims import Scene as ClaimScene
from domain.order_claims import claims
from domain.orders import entry_order
from domain.ports.positions import Ending
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Fill
from domain.positions import reviewed
from domain.signals import Ignored, Signal
from tests.factories import NOON, a_wallet, an_id
from tests.factories_posts import a_post
from tests.stores_story import AGENT, ALICE, ENTRIES, MINUTE, POLICY, RIVAL, a_mark


async def of_trades(units: UnitsOfWork) -> list[object]:
    """Follow two entries from a signal to closed positions, and a rival that comes too late."""
    told = await _signalled(units)
    told += await _reserved(units)
    told += await _ordered(units)
    told += await _watched(units)
    return told


async def _signalled(units: UnitsOfWork) -> list[object]:
    async with units() as uow:
        post = replace(a_post(9), source=replace(a_post(9).source, id=ALICE))
        await uow.posts.publish([post], NOON)
        signal = Signal(
            id=ENTRIES[0].signal_id,
            dedupe_key="place",
            agent_id=AGENT,
            post_id=post.id,
            source_id=ALICE,
            trace_id=post.id,
            token="BTC",
            side=Side.LONG,
            confidence=Decimal("0.8"),
            score=None,
            size=Decimal("0.05"),
            reference_price=Decimal(60000),
            created_at=NOON,
            expires_at=NOON + 15 * MINUTE,
        )
        late = replace(signal, id=SignalId(an_id("late")))
        told: list[object] = [await uow.signals.settled([post.id])]
        told += [await uow.signals.add([signal]), await uow.signals.add([late])]
        ignored = Ignored(
            agent_id=AGENT, token="SOL", reason=IgnoreReason.NO_DIRECTION, detail="none"
        )
        await uow.signals.add_outcomes({post.id: [signal, ignored]}, NOON)
        told += [await uow.signals.settled([post.id]), await uow.posts.voted([post.id])]
        return told


async def _reserved(units: UnitsOfWork) -> list[object]:
    async with units() as uow:
        intents = uow.intents
        wallets = [a_wallet(1), a_wallet(2)]
        told: list[object] = [await intents.settled([ENTRIES[0].signal_id])]
        told.append(await intents.reserve([*ENTRIES, RIVAL], NOON))
        await intents.add(ENTRIES, NOON)
        told += [await intents.settled([ENTRIES[0].signal_id]), await intents.exposures(wallets)]
        told.append(await intents.unresolved([AGENT], ["BTC"]))
        told.append(await intents.reserve(ENTRIES, NOON))
        told.append(await uow.positions.open_count(wallets))
        return told


async def _ordered(units: UnitsOfWork) -> list[object]:
    async with units() as uow:
        orders = [entry_order(intent, now=NOON) for intent in ENTRIES]
        await uow.orders.plan([*orders, orders[0]])
        cases = await uow.orders.due(NOON, limit=10)
        scene = ClaimScene(now=NOON, policy=POLICY, halts=[], venues=frozenset({VenueName.PAPER}))
        steps = claims(cases, [], scene)
        await uow.orders.store(steps, now=NOON, lease=MINUTE)
        told: list[object] = [cases, await uow.orders.due(NOON, limit=10)]
        told.append(
            sorted(each.id for each in await uow.orders.unresolved([ENTRIES[0].deployment_id]))
        )
        told += [await uow.orders.unsettled(NOON), await uow.orders.next_due()]
        tokens = {step.order.id: step.attempt.lease_token for step in steps if step.attempt}
        told.append([case.order for case in await uow.orders.held(tokens)])
        told.append(await uow.orders.held(dict.fromkeys(tokens, an_id("theirs"))))
        fills = [(step.order, _fill(step.order.quantity, n)) for n, step in enumerate(steps)]
        told += [len(await uow.orders.add_fills(fills)), len(await uow.orders.add_fills(fills))]
        told.append(await uow.orders.filled([step.order.id for step in steps]))
        return told


def _fill(quantity: Decimal, n: int) -> Fill:
    return Fill(
        fill_id=f"fill/{n}",
        quantity=quantity,
        price=Decimal(60000),
        fee=Decimal("0.5"),
        filled_at=NOON,
    )


async def _watched(units: UnitsOfWork) -> list[object]:
    ids = [intent.position_id for intent in ENTRIES]
    told: list[object] = []
    async with units() as uow:
        before = await uow.positions.lock([*ids, PositionId(an_id("nothing"))])
        evidence = await uow.positions.evidence(before.values())
        after = [
            reviewed(before[each], evidence[each], now=NOON, stale_after=MINUTE) for each in ids
        ]
        await uow.positions.save(after)
        told += [before, await uow.positions.lock(ids)]
    for marks in ([a_mark("61900", 1)], [a_mark("62500", 5)], [a_mark("61800", 6)]):
        told += await _marked(units, marks)
    async with units() as uow:
        told += [await uow.positions.held(), await uow.positions.lock(ids)]
        told.append(await uow.positions.by_deployment(ENTRIES[0].deployment_id))
        bills = [
            Bill(
                position_id=ids[0],
                deployment_id=ENTRIES[0].deployment_id,
                kind=BillKind.INFRA_FEE,
                amount=Decimal("0.2"),
                net_pnl=None,
                accrued_at=NOON,
            )
        ]
        told += [await uow.bills.accrue(bills), await uow.bills.accrue(bills)]
    return told


async def _marked(units: UnitsOfWork, marks: list[PriceMarked]) -> list[object]:
    """Let marks pass, and take the first of what they end out."""
    now = marks[-1].seen_at
    async with units() as uow:
        positions = uow.positions
        await positions.account_gaps(marks, 2 * MINUTE)
        told: list[object] = [await uow.markets.save_marks(marks)]
        await positions.ratchet(marks)
        due = sorted(await positions.due(marks, now), key=lambda each: each.id)
        told += [due, await positions.unwatched(now), await positions.unwatched(now + MINUTE)]
        endings = {
            each.id: Ending(reason=ExitReason.TRAILING_STOP, at_price=marks[-1].price)
            for each in due[:1]
        }
        told += [
            await positions.begin_exits(endings, now),
            await positions.begin_exits(endings, now),
        ]
        halt = Halt(
            id=an_id("flat"),
            scope=HaltScope.SOURCE,
            target=str(ALICE),
            strength=HaltStrength.FLATTEN,
            reason="drill",
        )
        told.append(sorted(await positions.covered(halt, now=now, limit=10)))
        told.append(await positions.left_behind(now=now, limit=10))
        return told
