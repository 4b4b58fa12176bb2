"""The tape: one changed byte changes one line, and the first line that differs is found."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cli.replay.tape import Tape, first_difference
from domain.posts import RawPost
from infra.clock import ManualClock
from tests.factories import NOON

POST = RawPost(external_id="1", author="alice", text="long $BTC", published_at=NOON)


def taped(*posts: RawPost) -> list[str]:
    tape = Tape(ManualClock(NOON))
    for post in posts:
        tape.post(post)
    tape.end("digest")
    return tape.lines


@given(st.integers(0, len(POST.text) - 1), st.sampled_from("xyz"))
def test_one_byte_of_one_post_is_found_at_its_number(place: int, other: str) -> None:
    text = POST.text[:place] + other + POST.text[place + 1 :]
    changed = replace(POST, text=text)
    found = first_difference(taped(POST, changed, POST), taped(POST, POST, POST))
    assert found is not None
    assert found.number == 2
    assert found.ours is not None
    assert found.ours.startswith("2 | ")


def test_tapes_alike_have_no_difference() -> None:
    assert first_difference(taped(POST), taped(POST)) is None


def test_a_tape_that_ends_early_differs_where_it_ends() -> None:
    found = first_difference(taped(POST)[:1], taped(POST))
    assert found is not None
    assert (found.number, found.ours) == (2, None)
