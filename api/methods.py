"""What may be done at a path: a 405 has to say all of it, and HEAD goes wherever GET does."""

import re

from fastapi import Request
from fastapi.routing import APIRoute, iter_route_contexts


def methods_at(request: Request) -> frozenset[str]:
    """Return every method that some route at the request's path takes."""
    found: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        if isinstance(context.original_route, APIRoute) and _leads_to(context.path_regex, request):
            found |= set(context.methods or ())
    return frozenset(found | {"HEAD"} if "GET" in found else found)


def _leads_to(pattern: re.Pattern[str], request: Request) -> bool:
    return pattern.match(request.url.path) is not None
