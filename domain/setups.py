"""Setups: how far each of an agent's venues is set up for one deployment."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.market import VenueName, Wallet
from domain.agents import CredentialStatus
from domain.deploying import SAFE_VENUES


class SetupStatus(StrEnum):
    """What a venue still wants before a deployment trades on it."""

    READY = "READY"
    """Nothing: it trades there."""
    APPROVED = "APPROVED"
    """The user may trade there, and has not let this deployment do so yet."""
    PENDING = "PENDING"
    """There is a key, and the venue does not say, or says no more, that it is approved."""
    NOT_SET_UP = "NOT_SET_UP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A usable agent key of a deployment's user."""

    venue: VenueName
    agent_address: Wallet
    status: CredentialStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One venue of a deployment."""

    venue: VenueName
    status: SetupStatus
    agent_address: Wallet | None
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a deployment's user and venues."""

    enabled: frozenset[VenueName]
    keys: tuple[Key, ...]
    module: bool
    """Whether the module was found enabled in the user's Safe."""


def setups(venues: Iterable[VenueName], known: Known) -> list[Setup]:
    """Tell how each venue stands, in the order given."""
    return [_setup(venue, known) for venue in venues]


def best_key(keys: Iterable[Key], venue: VenueName) -> Key | None:
    """Pick the key in use on a venue, else the one that waits for its approval."""
    found = sorted(
        (key for key in keys if key.venue is venue),
        key=lambda key: key.status is not CredentialStatus.APPROVED,
    )
    return next(iter(found), None)


def _setup(venue: VenueName, known: Known) -> Setup:
    key = best_key(known.keys, venue)
    approved = _approved(venue, key, known)
    return Setup(
        venue=venue,
        status=_status(venue in known.enabled, approved, key),
        agent_address=None if key is None else key.agent_address,
        approved=approved,
    )


def _approved(venue: VenueName, key: Key | None, known: Known) -> bool:
    if venue in SAFE_VENUES:
        return known.module
    if venue is VenueName.PAPER:
        return True
    return key is not None and key.status is CredentialStatus.APPROVED


def _status(enabled: bool, approved: bool, key: Key | None) -> SetupStatus:
    if approved:
        return SetupStatus.READY if enabled else SetupStatus.APPROVED
    return SetupStatus.NOT_SET_UP if key is None else SetupStatus.PENDING
