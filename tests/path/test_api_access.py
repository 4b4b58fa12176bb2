"""Every route, as everybody: who is not let in is told so, and rows of others are not there."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.endpoints import Endpoint, endpoints
from api.guards import Requires
from domain.access import RANKS, Role, Scope
from scripts.openapi.description import gateway
from tests.api_hostile import any_value, named
from tests.api_people import a_key
from tests.gateway import House, Person, a_house
from tests.owned import NOBODYS, OWNED

pytestmark = pytest.mark.integration
APP = gateway()
DESCRIBED = APP.openapi()
ROUTES = sorted(endpoints(APP), key=lambda endpoint: endpoint.label)
WITH_METHODS = [(route, method) for route in ROUTES for method in sorted(route.methods)]
OFTEN = 1_000_000
CALLERS = ("userWallet", "userAddress", "creatorWallet")
"""Where a body says who asks, which has to be who does."""
SHUT = {"websocket.close", "websocket.http.response.start"}


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine, requests_per_minute=OFTEN) as house:
        yield house


def guarded() -> Iterator[tuple[Endpoint, str, Requires]]:
    for route, method in WITH_METHODS:
        if isinstance(route.guard, Requires):
            yield route, method, route.guard


def request_for(
    route: Endpoint, method: str, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Make a request that fits the route's description, about some row or about none."""
    operation = DESCRIBED["paths"][route.path][method.lower()]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    query = {
        each["name"]: any_value(each["schema"])
        for each in operation.get("parameters", ())
        if each["in"] == "query" and each.get("required")
    }
    asked: dict[str, Any] = {"url": named(route.path, operation, names), "params": query}
    if "example" in body:
        said = {name: names[name] for name in CALLERS if names and name in body["example"]}
        asked["json"] = {**body["example"], **said}
    return asked


async def test_who_is_nobody_is_told_to_sign_in(house: House) -> None:
    wrong = []
    for route, method, _ in guarded():
        answer = await house.http.request(method, **request_for(route, method))
        if (answer.status_code, _word(answer)) != (401, "not_signed_in"):
            wrong.append(f"{method} {route.path}: {answer.status_code} {answer.text[:200]}")

    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("role", RANKS[:-1])
async def test_a_role_below_the_one_it_takes_is_refused(
    house: House, engine: AsyncEngine, role: Role
) -> None:
    token = await a_key(engine, house.stranger().wallet, role)
    wrong = []
    for route, method, guard in guarded():
        if RANKS.index(role) < RANKS.index(guard.role):
            answer = await _with_key(house, token, route, method)
            if (answer.status_code, _word(answer)) != (403, "not_allowed"):
                wrong.append(f"{method} {route.path}: {answer.status_code} {answer.text[:200]}")

    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_key_made_for_everything_else_is_refused(
    house: House, engine: AsyncEngine, scope: Scope
) -> None:
    others = set(Scope) - {scope}
    token = await a_key(engine, house.stranger().wallet, Role.ADMIN, others)
    wrong = []
    for route, method, guard in guarded():
        if guard.scope is scope:
            answer = await _with_key(house, token, route, method)
            if (answer.status_code, _word(answer)) != (403, "not_allowed"):
                wrong.append(f"{method} {route.path}: {answer.status_code} {answer.text[:200]}")

    assert "\n".join(wrong) == ""


def test_every_route_that_names_something_says_whose_it_is() -> None:
    named = sorted({route.path for route in ROUTES if route.takes_path})
    told = [path for path in named if _fits(path, OWNED) or _fits(path, NOBODYS)]

    assert named == told


async def test_rows_of_others_are_not_there(house: House, engine: AsyncEngine) -> None:
    person = await house.person(Role.CREATOR)
    made = await _made(engine)
    wrong = []
    for route, method in WITH_METHODS:
        prefix = _fits(route.path, OWNED)
        if prefix and _below(route, Role.OPS):
            names = {**dict.fromkeys(CALLERS, person.wallet), **made[prefix]}
            answer = await _signed_for(person, method, request_for(route, method, names))
            if (answer.status_code, _word(answer)) != (404, "not_found"):
                wrong.append(f"{method} {route.path}: {answer.status_code} {answer.text[:200]}")

    assert "\n".join(wrong) == ""


async def test_who_runs_the_platform_sees_what_others_do_not(
    house: House, engine: AsyncEngine
) -> None:
    """The rows are there, or the test before this one would prove nothing."""
    ops = await house.person(Role.OPS)
    made = await _made(engine)
    seen: dict[str, set[int]] = {}
    for route, method in WITH_METHODS:
        prefix = _fits(route.path, OWNED)
        if prefix and method == "GET":
            answer = await ops.ask(method, **_spelled(request_for(route, method, made[prefix])))
            seen.setdefault(prefix, set()).add(answer.status_code)

    assert {prefix: codes for prefix, codes in seen.items() if 200 not in codes} == {}


async def test_a_socket_lets_nobody_in_who_is_nobody(house: House) -> None:
    sockets = [route for route in ROUTES if not route.methods]
    for route in sockets:
        assert isinstance(route.guard, Requires)
        assert await _knocked(house, route.path) in SHUT


def _below(route: Endpoint, role: Role) -> bool:
    least = route.guard.role if isinstance(route.guard, Requires) else Role.USER
    return RANKS.index(least) < RANKS.index(role)


def _fits(path: str, table: Mapping[str, Any]) -> str | None:
    return max((prefix for prefix in table if path.startswith(prefix)), key=len, default=None)


def _word(answer: httpx.Response) -> str | None:
    is_problem = answer.headers["content-type"] == "application/problem+json"
    return answer.json()["error"] if is_problem else None


async def _made(engine: AsyncEngine) -> dict[str, Mapping[str, str]]:
    met = {_fits(route.path, OWNED) for route in ROUTES}
    return {prefix: await make(engine) for prefix, make in OWNED.items() if prefix in met}


async def _with_key(house: House, token: str, route: Endpoint, method: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await house.http.request(method, headers=headers, **request_for(route, method))


def _spelled(request: dict[str, Any], **headers: str) -> dict[str, Any]:
    url = request.pop("url")
    return {"path": url, "headers": {"Idempotency-Key": str(uuid4()), **headers}, **request}


async def _signed_for(person: Person, method: str, request: dict[str, Any]) -> httpx.Response:
    """Ask, and sign for it when that is what is missing."""
    answer = await person.ask(method, **_spelled(dict(request)))
    if _word(answer) == "signature_needed":
        proof = await person.proof(answer.json()["nextSteps"]["challenge"]["action"])
        answer = await person.ask(method, **_spelled(dict(request), **proof))
    return answer


async def _knocked(house: House, path: str) -> str:
    """Open a WebSocket without a word of who it is, and return what is answered first."""
    said: list[str] = []
    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:4000"), (b"origin", b"http://127.0.0.1:4000")],
        "client": ("127.0.0.1", 1),
        "subprotocols": [],
        "scheme": "ws",
        "extensions": {"websocket.http.response": {}},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        said.append(message["type"])

    transport = house.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    await transport.app(scope, receive, send)
    return said[0]
