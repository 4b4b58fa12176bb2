"""What a refusal by the service means: no, not yet, or that somebody must look."""

import re
from typing import Final

from contracts.market import Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueError, VenueRefused, VenueUnavailable
from infra.venues.hyperliquid.errors import as_error
from infra.venues.hyperliquid_service.client import Reply
from infra.venues.hyperliquid_service.hiding import quotable
from infra.venues.hyperliquid_service.replies import complaint

_ASKED_BADLY: Final = 400
_NOT_APPROVED: Final = 403
_MISSING: Final = re.compile(r"^missing\b|\bis required\b|\brequired field", re.IGNORECASE)
_NO_PRICE: Final = re.compile(
    r"(could not|failed to) (get|fetch) .*price|price (is|was) (0|zero)\b", re.IGNORECASE
)


def refusal(reply: Reply, ours: frozenset[Wallet]) -> VenueError:
    """Turn an answer that is not OK into what the caller is to know.

    Only 400 and 403 come before an order, or for it: after any other the order may be there.
    """
    text = complaint(reply.body)
    if reply.status == _NOT_APPROVED:
        return VenueRefused(RejectReason.NOT_APPROVED, f"the user is needed: {text}")
    if reply.status != _ASKED_BADLY:
        return FateUnknown(f"HTTP {reply.status}: {text}")
    if _MISSING.search(text):
        return VenueRefused(RejectReason.VENUE_REFUSED, f"our fault: {text}")
    if _NO_PRICE.search(text):
        return VenueUnavailable(f"the service has no price: {text}")
    return as_error(text, ours=ours)


def order_error(text: str, ours: frozenset[Wallet]) -> VenueError:
    """Turn the venue's word on an order, passed on by the service, into the same."""
    return as_error(quotable(text), ours=ours)
