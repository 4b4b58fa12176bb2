"""What is shown of an agent's doings: to everybody, without whose money it was."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.tables.money import AgentMetricsRow, BillRow, PnlSnapshotRow
from infra.tables.signals import RefusalRow, RoutingRow
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
    a_mark,
    a_market,
    a_source,
    an_agent,
    an_id,
    insert_row,
)
from tests.factories_owned import a_held_position, a_result
from tests.factories_positions import a_signal
from tests.gateway import House, a_house

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine, api="agent-api") as house:
        yield house


@pytest.fixture
async def agent(engine: AsyncEngine) -> UUID:
    return await an_agent(engine, sources=(await a_source(engine),))


@pytest.fixture
async def deployment(engine: AsyncEngine, agent: UUID) -> UUID:
    return await a_deployment(engine, agent)


async def test_positions_are_just_what_the_page_asks_for(
    engine: AsyncEngine, house: House, agent: UUID, deployment: UUID
) -> None:
    await a_result(engine, deployment, agent, "won", closed_at=NOON + timedelta(hours=1))
    later = {"created_at": NOON + timedelta(minutes=1), "symbol": "ETH"}
    await a_held_position(engine, deployment, agent, "held", **later)
    await a_mark(engine, "ETH", "103.5")

    held, won = (await house.stranger().ask("GET", f"/api/agents/{agent}/positions")).json()

    assert won == {
        "id": won["id"],
        "symbol": "BTC",
        "side": "LONG",
        "entryPrice": "100",
        "currentPrice": "110",
        "size": "1",
        "pnl": "9.9",
        "pnlPercentage": "9.9",
        "status": "CLOSED",
        "openedAt": "2026-01-05T12:00:00Z",
        "closedAt": "2026-01-05T13:00:00Z",
    }
    assert (held["status"], held["currentPrice"], held["pnl"]) == ("OPEN", "103.5", "3.45")


async def test_signals_say_what_became_of_them(
    engine: AsyncEngine, house: House, agent: UUID, deployment: UUID
) -> None:
    await a_held_position(engine, deployment, agent, "traded")
    fresh = {"created_at": NOON + timedelta(minutes=2), "expires_at": NOON + timedelta(hours=1)}
    await a_signal(engine, agent, "fresh", "SOL", **fresh)
    refused = await a_signal(engine, agent, "refused", "DOGE", created_at=NOON - timedelta(hours=1))
    place = {"signal_id": refused, "agent_id": agent, "deployment_id": deployment}
    await insert_row(engine, RefusalRow, **place, id=uuid4(), reason="no_market", at=NOON)
    await a_signal(engine, agent, "by hand", "XRP", deployment_id=deployment)

    shown = (await house.stranger().ask("GET", f"/api/agents/{agent}/signals")).json()

    assert [(each["symbol"], each["status"]) for each in shown] == [
        ("SOL", "PENDING"),
        ("BTC", "EXECUTED"),
        ("DOGE", "SKIPPED"),
    ]
    assert set(shown[0]) == {"symbol", "side", "confidence", "status", "createdAt"}
    assert shown[0]["confidence"] == "0.8"


async def test_days_are_told_in_percent_over_all_deployments(
    engine: AsyncEngine, house: House, agent: UUID, deployment: UUID
) -> None:
    other = await a_deployment(engine, agent, 2)
    for each, pnl in {deployment: "10", other: "-4"}.items():
        await insert_row(
            engine,
            PnlSnapshotRow,
            deployment_id=each,
            agent_id=agent,
            day=date(2026, 1, 4),
            closed_positions=1,
            net_pnl=Decimal(pnl),
            fees=Decimal(0),
            return_share=Decimal(pnl) / 100,
            base=Decimal(100),
        )

    shown = (await house.stranger().ask("GET", f"/api/agents/{agent}/pnl-snapshots")).json()

    assert shown == [{"day": "2026-01-04", "returnPct": "3"}]


async def test_health_tells_why_not_to_each_owner_alone(
    engine: AsyncEngine, house: House, agent: UUID
) -> None:
    poor = await house.person()
    theirs = await a_deployment(engine, agent, 2, user_wallet=poor.wallet, account=poor.wallet)
    await a_deployment(engine, agent, 1)
    await a_market(engine)
    await a_mark(engine)
    await a_balance(engine)
    path = f"/api/agents/{agent}/health"

    told = (await house.stranger().ask("GET", path)).json()
    own = (await poor.ask("GET", path)).json()

    assert (told["canTrade"], told["inTheWay"], told["deploymentsReady"]) == (True, [], 1)
    assert told["deploymentsNotReady"] == {}
    assert own["deploymentsNotReady"] == {str(theirs): "PAPER never told its balance"}


async def test_figures_stand_beside_the_old_ones(
    engine: AsyncEngine, house: House, agent: UUID
) -> None:
    unmeasured = await an_agent(engine, "unmeasured")
    figures = {"apr_30d": Decimal("0.12"), "legacy_apr_30d": Decimal("1.65"), "wins": 2}
    row = {"agent_id": agent, "closed_positions": 3, "updated_at": NOON, "figures_at": NOON}
    await insert_row(engine, AgentMetricsRow, **row, **figures)

    shown = (await house.stranger().ask("GET", f"/api/agents/{agent}/metrics")).json()
    ranked = (await house.stranger().ask("GET", "/api/agents/leaderboard")).json()

    assert (shown["apr30d"], shown["legacyApr30d"], shown["aprSi"]) == ("0.12", "1.65", None)
    assert [(each["id"], each["rank"]) for each in ranked] == [
        (str(agent), 1),
        (str(unmeasured), None),
    ]


async def routed(engine: AsyncEngine, agent: UUID, n: int, token: str, **values: Any) -> None:
    signal = await a_signal(engine, agent, f"routed/{n}", token, created_at=NOON)
    row = {
        "signal_id": signal,
        "deployment_id": an_id(f"deployment/{agent}/1"),
        "requested": ["HYPERLIQUID", "OSTIUM"],
        "at": NOON + timedelta(milliseconds=100 * n),
    }
    await insert_row(engine, RoutingRow, **(row | values))


async def test_routing_stats_have_the_shape_they_always_had(
    engine: AsyncEngine, house: House, deployment: UUID, agent: UUID
) -> None:
    poor = {"HYPERLIQUID": "no_balance: 5 USD of a user's", "OSTIUM": "taken"}
    await routed(engine, agent, 1, "BTC", selected="OSTIUM", checked=poor)
    for n in (2, 3):
        taken = {"HYPERLIQUID": "taken"}
        await routed(engine, agent, n, "ETH", selected="HYPERLIQUID", checked=taken)
    nowhere = {"HYPERLIQUID": "no_market: none", "OSTIUM": "no_market: none"}
    await routed(engine, agent, 4, "MEME", selected=None, checked=nowhere)

    shown = (await house.stranger().ask("GET", f"/api/routing-stats/{agent}")).json()
    same = (await house.stranger().ask("GET", f"/api/agents/{agent}/routing-stats")).json()

    assert shown == same
    assert shown["agent"] == {
        "id": str(agent),
        "name": "momentum",
        "venue": "PAPER",
        "isMultiVenue": False,
    }
    assert shown["stats"] == {
        "totalTrades": 3,
        "venueBreakdown": [
            {"venue": "HYPERLIQUID", "count": 2, "percentage": "66.7"},
            {"venue": "OSTIUM", "count": 1, "percentage": "33.3"},
        ],
        "avgRoutingDurationMs": 250,
    }
    assert shown["tokenRouting"] == [
        {"tokenSymbol": "ETH", "venue": "HYPERLIQUID", "count": 2},
        {"tokenSymbol": "BTC", "venue": "OSTIUM", "count": 1},
    ]
    newest, *_, oldest = shown["recentDecisions"]
    assert (newest["tokenSymbol"], newest["venue"], newest["durationMs"]) == ("MEME", None, 400)
    assert oldest["reason"] == "HYPERLIQUID: no_balance; OSTIUM: taken"
    assert (await house.stranger().ask("GET", f"/api/routing-stats/{uuid4()}")).status_code == 404


async def test_of_no_decisions_nothing_is_made_up(house: House, agent: UUID) -> None:
    path = f"/api/routing-stats/{agent}?timeWindow=day&tokenSymbol=BTC"

    shown = (await house.stranger().ask("GET", path)).json()

    empty = {"totalTrades": 0, "venueBreakdown": [], "avgRoutingDurationMs": None}
    assert (shown["stats"], shown["recentDecisions"]) == (empty, [])


async def test_only_a_multi_agent_orders_its_venues(engine: AsyncEngine, house: House) -> None:
    creator = await house.person()
    own: dict[str, Any] = {"creator_wallet": creator.wallet}
    single = await an_agent(engine, "single", **own)
    multi = await an_agent(engine, "multi", **own, venue="MULTI", venues=[])
    before = (await creator.ask("GET", f"/api/agents/{multi}/venue-routing")).json()
    assert before["venuePriority"] == ["HYPERLIQUID", "OSTIUM", "GMX", "SPOT"]

    wish = {"venuePriority": ["OSTIUM", "GMX"]}
    answers = [
        await creator.ask("PUT", f"/api/agents/{each}/venue-routing", json=wish)
        for each in (single, multi)
    ]

    assert [answer.status_code for answer in answers] == [409, 200]
    after = (await creator.ask("GET", f"/api/agents/{multi}/venue-routing")).json()
    assert after == before | wish
    alone = {"venuePriority": ["GMX"]}
    answer = await creator.ask("PUT", f"/api/agents/{multi}/venue-routing", json=alone)
    assert answer.status_code == 409


async def test_markets_are_listed_by_token(engine: AsyncEngine, house: House) -> None:
    await a_market(engine)
    await a_market(engine, "OLD", active=False)
    await a_mark(engine, price="60000.5")

    shown = (await house.stranger().ask("GET", "/api/venue-markets/available?venue=PAPER")).json()

    assert (shown["success"], shown["count"], list(shown["markets"])) == (True, 1, ["BTC"])
    assert shown["markets"]["BTC"]["currentPrice"] == "60000.5"
    assert (await house.stranger().ask("GET", "/api/venue-markets/available")).status_code == 422


async def test_a_creator_is_told_what_came_of_it_and_nobody_else(
    engine: AsyncEngine, house: House
) -> None:
    creator, other = await house.person(), await house.person()
    agent = await an_agent(engine, creator_wallet=creator.wallet)
    own = await a_deployment(engine, agent, 1, user_wallet=creator.wallet)
    theirs = await a_deployment(engine, agent, 2)
    for n, (deployment, kind, status) in enumerate(
        [
            (theirs, "PROFIT_SHARE", "PENDING"),
            (own, "INFRA_FEE", "CHARGED"),
            (theirs, "INFRA_FEE", "WAIVED"),
        ]
    ):
        row = {"deployment_id": deployment, "kind": kind, "status": status, "asset": "USDC"}
        await insert_row(
            engine, BillRow, **row, id=an_id(f"bill/{n}"), amount=Decimal("1.5"), occurred_at=NOON
        )
    path = f"/api/creators/{creator.account.address}/summary"

    shown = (await creator.ask("GET", path)).json()

    assert shown["totals"] == {
        "profitShare": "1.5",
        "infraFees": "1.5",
        "subscriptions": "0",
        "subscriberCount": 1,
        "agents": 1,
    }
    assert [(each["name"], each["subscribers"]) for each in shown["agents"]] == [("momentum", 1)]
    assert (await other.ask("GET", path)).status_code == 404
    assert (await house.stranger().ask("GET", path)).status_code == 401


async def test_of_an_agent_that_is_hidden_nothing_is_shown(
    engine: AsyncEngine, house: House
) -> None:
    hidden = await an_agent(engine, status="DRAFT")

    for part in ("", "/positions", "/signals", "/metrics", "/health", "/accounts"):
        answer = await house.stranger().ask("GET", f"/api/agents/{hidden}{part}")

        assert (answer.status_code, answer.json()["error"]) == (404, "not_found"), part
