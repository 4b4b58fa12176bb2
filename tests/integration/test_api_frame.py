"""What holds for every request, whichever route it is for."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.gateway import House, a_house

pytestmark = pytest.mark.integration
HALTS = "/api/admin/halts"
SOURCE = re.compile(r"""(?:src|href)=["']([^"']+)["']""")


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.mark.parametrize("method", ["TRACE", "PUT", "OPTIONS", "QUERY"])
async def test_what_may_not_be_done_somewhere_is_told_with_all_that_may(
    house: House, method: str
) -> None:
    answer = await house.http.request(method, HALTS)

    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


async def test_head_is_get_without_its_body(house: House) -> None:
    ops = await house.person(Role.OPS)

    got, head = await ops.ask("GET", HALTS), await ops.ask("HEAD", HALTS)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "field"),
    [("/api/keys/a%00b", "path"), ("/api/auth/me?wallet=a%00", "query.wallet")],
)
async def test_a_nul_is_refused_wherever_a_url_hides_it(
    house: House, path: str, field: str
) -> None:
    answer = await house.http.get(path)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_a_nul_in_a_body_is_refused_at_its_field(house: House) -> None:
    ops = await house.person(Role.OPS)

    answer = await ops.ask("POST", HALTS, json={"scope": "GLOBAL", "reason": "a\x00b"})

    assert answer.json()["errors"] == [
        {"field": "body.reason", "message": "no text may hold a NUL", "type": "nul"}
    ]


async def test_half_a_character_in_a_name_is_refused(house: House) -> None:
    ops = await house.person(Role.OPS)
    content = b'{"scope": "GLOBAL", "reason": "x", "\\ud800": 1}'
    headers = {"Content-Type": "application/json"}

    answer = await ops.ask("POST", HALTS, content=content, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("length", ["-1", "1_000", "9" * 400, "\u0663"])
async def test_a_length_that_is_none_breaks_nothing(house: House, length: str) -> None:
    headers = [(b"Content-Length", length.encode()), (b"Content-Type", b"application/json")]

    answer = await house.http.post("/api/auth/verify", content=b"{}", headers=headers)

    assert answer.status_code in {400, 413, 422}


async def test_the_page_about_the_api_takes_all_it_needs_from_us(house: House) -> None:
    page = await house.http.get("/docs")
    asked = SOURCE.findall(page.text)

    assert asked
    assert [each for each in asked if not each.startswith("/")] == []
    assert {(await house.http.get(each)).status_code for each in asked} == {200}
    assert "script-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]


async def test_what_is_no_page_may_run_nothing(house: House) -> None:
    answer = await house.http.get("/api/stats")

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
