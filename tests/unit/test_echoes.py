"""Copies of one call by several sources within minutes have one vote together."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import PostId, Side, SourceId
from contracts.posts import Call, Verdict
from domain.echoes import Vote, alike, echo_of, echoes, fingerprint
from tests.factories import NOON, an_id

WINDOW = timedelta(minutes=10)
SAID = "Just bought more $SOL here, the chart is too clean to ignore"


def a_verdict(*calls: tuple[str, Side | None]) -> Verdict:
    made = tuple(Call(token=t, direction=side, confidence=Decimal("0.8")) for t, side in calls)
    pointing = any(side for _, side in calls)
    return Verdict(
        classifier="rules-1",
        candidate=pointing,
        calls=made,
        confidence=Decimal("0.8"),
        reason="call" if pointing else "no_direction",
    )


LONG_SOL = a_verdict(("SOL", Side.LONG))


def said(text: str, verdict: Verdict = LONG_SOL) -> str:
    written = fingerprint(text, verdict)
    assert written is not None
    return written


def a_vote(source: str, text: str = SAID, *, minutes: float = 0, n: int = 0) -> Vote:
    return Vote(
        post_id=PostId(an_id(f"{source}/{minutes}/{n}")),
        source_id=SourceId(an_id(source)),
        said_at=NOON + timedelta(minutes=minutes),
        fingerprint=said(text),
    )


@pytest.mark.parametrize(
    "copy",
    [
        SAID.upper(),
        f"  {SAID}!!! \U0001f680\U0001f680",
        f"RT @whale: {SAID}",
        f"{SAID} https://t.co/abc123",
        SAID.replace("bought", "bou\u200bght"),
        SAID.replace(" ", "\n\n"),
        SAID.replace("Just ", ""),
        f"{SAID} folks",
    ],
)
def test_a_copy_is_alike_however_it_is_dressed(copy: str) -> None:
    assert alike(said(SAID), said(copy))


@pytest.mark.parametrize(
    "other",
    [
        "Just bought more $SOL here",
        "SOL looks strong, adding to my long above 150 with a tight stop",
        "too clean",
    ],
)
def test_another_text_is_not_alike(other: str) -> None:
    assert not alike(said(SAID), said(other))


def test_the_same_words_for_another_side_or_token_are_no_copy() -> None:
    for calls in ([("SOL", Side.SHORT)], [("ETH", Side.LONG)], [("SOL", Side.LONG)] * 2):
        assert alike(said(SAID), said(SAID, a_verdict(*calls))) is (calls == [("SOL", Side.LONG)])


def test_short_texts_are_copies_only_word_for_word() -> None:
    assert alike(said("long $SOL"), said("Long SOL!"))
    assert not alike(said("long SOL now"), said("long SOL here"))


def test_what_is_no_candidate_has_no_vote() -> None:
    assert fingerprint(SAID, a_verdict(("SOL", None))) is None
    assert fingerprint("\U0001f680", LONG_SOL) is None


def test_a_source_that_repeats_itself_is_no_echo() -> None:
    assert echo_of(a_vote("alice", minutes=1), [a_vote("alice")], WINDOW) is None


@pytest.mark.parametrize(("minutes", "echo"), [(0, True), (10, True), (-10, True), (10.1, False)])
def test_an_echo_is_said_within_the_window(minutes: float, echo: bool) -> None:
    original = a_vote("alice")
    found = echo_of(a_vote("bob", minutes=minutes), [original], WINDOW)
    assert found == (original.post_id if echo else None)


def test_ten_copies_have_one_vote_and_it_is_the_first_ones() -> None:
    votes = [a_vote(f"source {n}", minutes=n * 0.5, n=n) for n in range(10)]
    found = echoes(votes[::-1], [], WINDOW)
    assert found == {vote.post_id: votes[0].post_id for vote in votes[1:]}


def test_a_phrase_said_again_after_the_window_is_a_new_vote_echoes_or_not() -> None:
    votes = [a_vote("alice"), a_vote("bob", minutes=9), a_vote("carol", minutes=18)]
    assert set(echoes(votes, [], WINDOW)) == {votes[1].post_id}


@given(st.permutations(range(6)))
def test_the_order_within_a_batch_does_not_matter(order: list[int]) -> None:
    votes = [a_vote(f"source {n}", minutes=n, n=n) for n in range(6)]
    assert echoes([votes[n] for n in order], [], WINDOW) == echoes(votes, [], WINDOW)


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_mutual_and_every_text_is_like_itself(one: str, other: str) -> None:
    here, there = fingerprint(one, LONG_SOL), fingerprint(other, LONG_SOL)
    if here is not None and there is not None:
        assert alike(here, here)
        assert alike(here, there) == alike(there, here)
