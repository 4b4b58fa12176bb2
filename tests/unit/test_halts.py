"""Halts: each scope stops what it names and nothing else, whatever the strength."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import AgentId, DeploymentId, SourceId, VenueName
from domain.halts import Halt, HaltScope, HaltStrength, entry_halt, flatten_halt
from tests.factories import a_wallet, an_id

AGENT, SOURCE, DEPLOYMENT = an_id("agent/a"), an_id("source/a"), an_id("deployment/a")
HERE = {
    HaltScope.GLOBAL: None,
    HaltScope.VENUE: "PAPER",
    HaltScope.AGENT: str(AGENT),
    HaltScope.SOURCE: str(SOURCE),
    HaltScope.DEPLOYMENT: str(DEPLOYMENT),
    HaltScope.WALLET: a_wallet(1),
}
ELSEWHERE = {
    HaltScope.VENUE: "GMX",
    HaltScope.AGENT: str(an_id("agent/b")),
    HaltScope.SOURCE: str(an_id("source/b")),
    HaltScope.DEPLOYMENT: str(an_id("deployment/b")),
    HaltScope.WALLET: a_wallet(2),
}
EVERY = list(product(HaltScope, HaltStrength))


def a_halt(scope: HaltScope, strength: HaltStrength, target: str | None) -> Halt:
    halt_id = an_id(f"{scope}/{strength}/{target}")
    return Halt(id=halt_id, scope=scope, target=target, strength=strength, reason="drill")


def found(halts: list[Halt], venue: VenueName | None = VenueName.PAPER) -> Halt | None:
    return entry_halt(
        halts,
        venue=venue,
        agent_id=AgentId(AGENT),
        source_id=SourceId(SOURCE),
        deployment_id=DeploymentId(DEPLOYMENT),
        wallet=a_wallet(1),
    )


@pytest.mark.parametrize(("scope", "strength"), EVERY)
def test_a_halt_of_every_scope_and_strength_stops_an_entry_it_names(
    scope: HaltScope, strength: HaltStrength
) -> None:
    halt = a_halt(scope, strength, HERE[scope])

    assert found([halt]) == halt


@pytest.mark.parametrize(("scope", "strength"), list(product(ELSEWHERE, HaltStrength)))
def test_a_halt_on_something_else_stops_nothing_here(
    scope: HaltScope, strength: HaltStrength
) -> None:
    assert found([a_halt(scope, strength, ELSEWHERE[scope])]) is None


@pytest.mark.parametrize(("scope", "strength"), list(product(ELSEWHERE, HaltStrength)))
def test_a_scope_that_is_not_asked_about_does_not_stop(
    scope: HaltScope, strength: HaltStrength
) -> None:
    halt = a_halt(scope, strength, HERE[scope])

    nothing = entry_halt([halt], venue=None, agent_id=None, source_id=None, deployment_id=None)

    assert nothing is None


def test_a_global_halt_stops_even_what_has_no_name() -> None:
    halt = a_halt(HaltScope.GLOBAL, HaltStrength.NO_ENTRIES, None)

    assert entry_halt([halt], venue=None, agent_id=None, source_id=None, deployment_id=None) == halt


def test_an_id_of_one_scope_is_not_taken_for_the_same_id_of_another() -> None:
    assert found([a_halt(HaltScope.AGENT, HaltStrength.FLATTEN, str(SOURCE))]) is None


halts = st.builds(
    lambda pair, here: a_halt(pair[0], pair[1], HERE[pair[0]] if here else ELSEWHERE.get(pair[0])),
    st.sampled_from(EVERY),
    st.booleans(),
)


@given(st.lists(halts))
def test_the_strongest_halt_that_applies_is_the_one_found(some: list[Halt]) -> None:
    applying = [h for h in some if h.target == HERE[h.scope]]

    strongest = found(some)

    if strongest is None:
        assert not applying
    else:
        assert strongest in applying
        assert strongest.strength.rank == max(h.strength.rank for h in applying)


@given(st.lists(halts), halts)
def test_one_more_halt_never_lets_an_entry_through(some: list[Halt], more: Halt) -> None:
    if found(some) is not None:
        assert found([*some, more]) is not None


@given(st.lists(halts))
def test_only_a_flattening_halt_closes_what_is_open(some: list[Halt]) -> None:
    expected = any(h.target == HERE[h.scope] and h.strength == "FLATTEN" for h in some)

    halt = flatten_halt(
        some,
        venue=VenueName.PAPER,
        agent_id=AgentId(AGENT),
        source_id=SourceId(SOURCE),
        deployment_id=DeploymentId(DEPLOYMENT),
        wallet=a_wallet(1),
    )

    assert (halt is not None) == expected


def test_each_strength_is_stronger_than_the_one_before() -> None:
    ranks = [strength.rank for strength in HaltStrength]

    assert ranks == sorted(set(ranks))


def test_a_halt_says_where_how_and_why() -> None:
    halt = Halt(
        id=UUID(int=1),
        scope=HaltScope.VENUE,
        target="GMX",
        strength=HaltStrength.REDUCE_ONLY,
        reason="keeper is down",
    )

    assert str(halt) == "REDUCE_ONLY on VENUE GMX: keeper is down"
