"""The X API v2, spoken to directly with a bearer token."""

from infra.feeds.x_api.feed import XApi

__all__ = ["XApi"]
