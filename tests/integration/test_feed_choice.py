"""Which feed the settings choose, and what is said when they choose none."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cli.feeds import institutes, post_feed
from domain.ports.unit_of_work import UnitsOfWork
from infra.feeds.x_api import XApi
from infra.feeds.x_proxy import XProxy
from infra.settings import Settings
from tests.factories_posts import a_world

pytestmark = pytest.mark.integration

API = {"x_api_base_url": "http://127.0.0.1:1/2"}
TOKEN = {"x_bearer_token": "secret-token"}
PROXY = {"x_api_proxy_url": "http://127.0.0.1:1"}


@pytest.mark.parametrize(
    ("named", "chosen", "missing"),
    [
        (API | TOKEN | PROXY, XApi, None),
        (API | TOKEN, XApi, None),
        (PROXY, XProxy, None),
        (API | PROXY, XProxy, "X_BEARER_TOKEN"),
        (TOKEN, type(None), "X_API_BASE_URL"),
        ({}, type(None), None),
    ],
)
async def test_the_api_wins_over_the_proxy_and_half_of_it_is_told(
    units: UnitsOfWork, named: dict[str, str], chosen: type, missing: str | None
) -> None:
    world, _ = a_world(units)
    with capture_logs() as logs:
        async with post_feed(Settings.model_validate(named), world) as feed:
            assert isinstance(feed, chosen)
    assert [line["missing"] for line in logs if "missing" in line] == ([missing] if missing else [])
    assert "secret-token" not in str(logs)


async def test_institutes_are_read_where_the_settings_say(tmp_path: Path) -> None:
    feeds = {"lab": str(tmp_path / "lab.jsonl"), "acme": "http://127.0.0.1:1/notes"}
    (tmp_path / "lab.jsonl").touch()
    async with institutes(Settings.model_validate({"research_feeds": feeds})) as read:
        assert [(each.name, each.configured()) for each in read] == [("lab", True), ("acme", True)]
