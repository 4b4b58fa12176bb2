"""The loopback broker's routing rules, against the shortest statements of them."""

from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st
from pamqp.common import FieldValue

from infra.loopback.exchanges import headers_match, topic_matches

WORDS = st.sampled_from(["a", "b", "", "ab"])
KEYS = st.lists(WORDS, max_size=6).map(".".join)
PATTERNS = st.lists(st.one_of(WORDS, st.sampled_from(["*", "#"])), max_size=6).map(".".join)
TABLES = st.dictionaries(st.sampled_from("abc"), st.sampled_from([None, 1, "1"]), max_size=3)


def split(key: str) -> tuple[str, ...]:
    return tuple(key.split(".")) if key else ()


@cache
def oracle(pattern: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Try every way in which the pattern could be spent on the words."""
    if not pattern:
        return not words
    first, rest = pattern[0], pattern[1:]
    if first == "#":
        return any(oracle(rest, words[count:]) for count in range(len(words) + 1))
    return bool(words) and first in ("*", words[0]) and oracle(rest, words[1:])


@given(PATTERNS, KEYS)
@example("#", "")
@example("*", "")
@example("a.#", "a")
@example("#.a.#", "b.a")
@example("#.#", "")
@example("a.*.#.b", "a.a.b")
def test_a_topic_matches_as_trying_everything_says(pattern: str, key: str) -> None:
    assert topic_matches(pattern, key) == oracle(split(pattern), split(key))


@given(KEYS)
def test_a_key_without_wildcards_matches_itself(key: str) -> None:
    assert topic_matches(key, key)


@given(PATTERNS, KEYS)
def test_a_hash_in_front_or_behind_only_widens(pattern: str, key: str) -> None:
    if pattern and topic_matches(pattern, key):
        assert topic_matches(f"#.{pattern}", key)
        assert topic_matches(f"{pattern}.#", key)


def test_a_long_row_of_hashes_is_no_trap() -> None:
    assert not topic_matches(".".join(["#"] * 60 + ["z"]), ".".join(["a"] * 120))


@given(TABLES, TABLES)
def test_headers_match_all_or_any_of_what_is_wanted(
    wanted: dict[str, FieldValue], headers: dict[str, FieldValue]
) -> None:
    hits = [key in headers and wanted[key] in (None, headers[key]) for key in wanted]
    assert headers_match({**wanted, "x-match": "all"}, headers) == (False not in hits)
    assert headers_match({**wanted, "x-match": "any"}, headers) == (True in hits)
    assert headers_match(wanted, headers) == (False not in hits)
