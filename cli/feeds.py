"""Which feeds posts come from: the X API when it may be asked, else the proxy; and institutes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog

from consumers.stage import World
from domain.ports.research import Institute
from infra.feeds.x_api import XApi
from infra.feeds.x_proxy import XProxy
from infra.research.institutes import FileInstitute, HttpInstitute
from infra.settings import Settings

log = structlog.get_logger()


@asynccontextmanager
async def post_feed(settings: Settings, world: World) -> AsyncIterator[XApi | XProxy | None]:
    """Open the feed of X posts that the settings name; None, told in one line, when they do not.

    With both named the X API is asked and the proxy is not.
    """
    token, url = settings.x_bearer_token, settings.x_api_base_url
    if (token is None) != (url is None):
        there, missing = ("X_API_BASE_URL", "X_BEARER_TOKEN")[:: 1 if token is None else -1]
        log.warning("the X API is not asked: a setting is missing", there=there, missing=missing)
    if token is not None and url is not None:
        budget = settings.x_daily_post_budget
        async with XApi(str(url), token, world.units, world.clock, budget=budget) as api:
            yield api
    elif settings.x_api_proxy_url is not None:
        async with XProxy(str(settings.x_api_proxy_url)) as proxy:
            yield proxy
    else:
        log.info("no tweets: neither X_BEARER_TOKEN and X_API_BASE_URL nor X_API_PROXY_URL is set")
        yield None


@asynccontextmanager
async def institutes(settings: Settings) -> AsyncIterator[Sequence[Institute]]:
    """Open the feeds of research notes that the settings name."""
    async with AsyncExitStack() as stack:
        feeds: list[Institute] = []
        for name, place in settings.research_feeds.items():
            if isinstance(place, Path):
                feeds.append(FileInstitute(name, place))
            else:
                feed = HttpInstitute(name, str(place))
                feeds.append(await stack.enter_async_context(feed))
        yield feeds
