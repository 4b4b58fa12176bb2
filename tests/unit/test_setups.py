"""How far each venue of a deployment is set up, without a server."""

import pytest

from contracts.market import VenueName
from domain.agents import CredentialStatus
from domain.setups import Key, Known, SetupStatus, setups
from tests.factories import a_wallet

HL, GMX, PAPER = VenueName.HYPERLIQUID, VenueName.GMX, VenueName.PAPER
APPROVED, PENDING = CredentialStatus.APPROVED, CredentialStatus.PENDING


def known(*enabled: VenueName, keys: tuple[Key, ...] = (), module: bool = False) -> Known:
    return Known(enabled=frozenset(enabled), keys=keys, module=module)


def a_key(status: CredentialStatus, n: int = 1) -> Key:
    return Key(venue=HL, agent_address=a_wallet(n), status=status)


@pytest.mark.parametrize(
    ("venue", "what", "status", "approved"),
    [
        (HL, known(), SetupStatus.NOT_SET_UP, False),
        (HL, known(keys=(a_key(PENDING),)), SetupStatus.PENDING, False),
        (HL, known(keys=(a_key(APPROVED),)), SetupStatus.APPROVED, True),
        (HL, known(HL, keys=(a_key(APPROVED),)), SetupStatus.READY, True),
        (HL, known(HL, keys=(a_key(PENDING),)), SetupStatus.PENDING, False),
        (HL, known(HL), SetupStatus.NOT_SET_UP, False),
        (GMX, known(keys=(a_key(APPROVED),)), SetupStatus.NOT_SET_UP, False),
        (GMX, known(module=True), SetupStatus.APPROVED, True),
        (GMX, known(GMX, module=True), SetupStatus.READY, True),
        (PAPER, known(PAPER), SetupStatus.READY, True),
    ],
)
def test_a_venue_stands_as_its_key_or_module_says(
    venue: VenueName, what: Known, status: SetupStatus, *, approved: bool
) -> None:
    [setup] = setups([venue], what)

    assert (setup.status, setup.approved) == (status, approved)


def test_the_key_in_use_is_shown_before_its_successor() -> None:
    [setup] = setups([HL], known(HL, keys=(a_key(PENDING, 2), a_key(APPROVED, 1))))

    assert setup.agent_address == a_wallet(1)
