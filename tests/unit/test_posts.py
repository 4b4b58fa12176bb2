"""The rules of posts: ids, dates, retries, and what becomes of an attempt to classify."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.posts import judge
from contracts.market import PostId, SourceId
from contracts.posts import SourceKind, Verdict
from domain.agents import Source
from domain.errors import ClassifierAway, ClassifierGaveUp, OutsideError
from domain.policy import Policy
from domain.ports.classifier import Reading
from domain.posts import (
    MAX_TEXT,
    Judgement,
    Post,
    Unclassified,
    VerdictState,
    retry_delay,
    said_at,
    storable,
)
from tests.factories import NOON, an_id

POLICY = Policy(classify_attempts=3)
VERDICT = Verdict(
    classifier="rules-1", candidate=False, calls=(), confidence=Decimal(0), reason="greeting"
)


def a_post(external_id: str = "100", kind: SourceKind = SourceKind.X, handle: str = "a") -> Post:
    source = Source(id=SourceId(an_id(handle)), kind=kind, handle=handle)
    return Post(source=source, external_id=external_id, text="gm", published_at=NOON)


def work(attempts: int) -> Unclassified:
    return Unclassified(
        post_id=PostId(an_id("post")),
        source_id=SourceId(an_id("source")),
        source_kind=SourceKind.X,
        author="alice",
        text="gm",
        published_at=NOON,
        classifier="rules-1",
        trace_id=an_id("post"),
        attempts=attempts,
        lease=an_id("lease"),
    )


def test_a_post_has_one_id_whoever_finds_it_and_another_kind_another() -> None:
    assert a_post(handle="a").id == a_post(handle="b").id
    assert a_post(kind=SourceKind.X).id != a_post(kind=SourceKind.RESEARCH).id
    assert a_post("99").id != a_post("100").id


def test_an_x_id_tells_when_it_was_posted() -> None:
    assert said_at(1288834974657 << 22) == datetime.fromtimestamp(
        2 * 1288834974657 / 1000, UTC
    ).replace(microsecond=314000)
    assert said_at(0).year == 2010


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_every_x_id_has_a_date(number: int) -> None:
    assert said_at(number).tzinfo is UTC


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_every_text_can_be_stored(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    kept.encode("utf-8")
    assert len(kept) == len(text)


def test_a_text_without_end_is_cut() -> None:
    assert len(storable("x" * (MAX_TEXT + 1))) == MAX_TEXT


@given(st.integers(min_value=1, max_value=1000))
def test_the_delay_never_shrinks_and_never_passes_five_minutes(attempts: int) -> None:
    assert timedelta(0) < retry_delay(attempts) <= retry_delay(attempts + 1)
    assert retry_delay(attempts) <= timedelta(minutes=5)


def nobody(text: str) -> Verdict | None:
    return None


def rules(text: str) -> Verdict | None:
    return VERDICT.model_copy(update={"fallback_for": "llm-1"})


def judged(
    attempts: int,
    answer: Reading | Exception,
    stand_in: Callable[[str], Verdict | None] = nobody,
) -> Judgement:
    return judge(work(attempts), answer, stand_in=stand_in, policy=POLICY, now=NOON)


def test_a_verdict_ends_the_work() -> None:
    judgement = judged(1, Reading(verdict=VERDICT, answer_key="k"))
    assert (judgement.state, judgement.answer_key) == (VerdictState.DONE, "k")


@pytest.mark.parametrize("error", [OutsideError("away"), TimeoutError()])
def test_no_answer_is_tried_again_later(error: Exception) -> None:
    judgement = judged(2, error)
    assert judgement.state is VerdictState.PENDING
    assert judgement.again_at == NOON + retry_delay(2)
    assert judgement.error


def test_the_last_attempt_ends_in_failure_with_a_verdict_that_stands_in() -> None:
    judgement = judged(3, OutsideError("away"))
    assert judgement.state is VerdictState.FAILED
    assert judgement.error == "away"
    assert judgement.verdict is not None
    assert not judgement.verdict.candidate
    assert judgement.verdict.reason == "classifier_failed"


@pytest.mark.parametrize(
    ("attempts", "error"),
    [(3, OutsideError("away")), (3, TimeoutError()), (1, ClassifierGaveUp("refused"))],
)
def test_a_stand_in_judges_when_no_answer_is_to_come_and_says_so(
    attempts: int, error: Exception
) -> None:
    judgement = judged(attempts, error, rules)
    assert judgement.state is VerdictState.DONE
    assert judgement.verdict is not None
    assert judgement.verdict.fallback_for == "llm-1"
    assert judgement.error


def test_a_service_that_asks_for_time_is_given_it_but_never_less_than_our_own_delay() -> None:
    for asked in (1, 45):
        judgement = judged(2, ClassifierAway("busy", retry_after=timedelta(seconds=asked)))
        assert judgement.again_at == NOON + max(timedelta(seconds=asked), retry_delay(2))
