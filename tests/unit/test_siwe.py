"""What is signed to sign in and to act: only what can be ours is parsed, and all can be signed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from siwe import SiweMessage

from infra.siwe import STATEMENT, Site, action_message, signable, signed_in

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SITE = Site(domain="maxxit.example", uri="https://maxxit.example", chain_ids=(1,))
HEAD = "maxxit.example wants you to sign in with your Ethereum account:\n0x" + "5" * 40 + "\n\n"


@pytest.mark.parametrize(
    "message",
    ["a" * 2000, "1." * 1000, HEAD + "a" * 1800, f"{HEAD}\nURI: {'a:' * 900}", HEAD, ""],
    ids=["letters", "dots", "statement", "uri", "head", "nothing"],
)
async def test_what_cannot_be_a_login_never_reaches_the_slow_parser(
    monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    def parse(_: str) -> SiweMessage:
        raise AssertionError

    monkeypatch.setattr(SiweMessage, "from_message", parse)

    assert await signed_in(message, "0x" + "1" * 130, SITE, NOW) is None


@given(st.text(min_size=1, max_size=40))
def test_any_name_can_be_signed_for(name: str) -> None:
    action = signable(f"Maxxit: make the API key {name} for READ")

    assert set(action) <= STATEMENT
    message = action_message(
        wallet="0x" + "5" * 40, action=action, nonce="n" * 16, site=SITE, now=NOW
    )
    assert action in message


@given(st.text(sorted(STATEMENT), min_size=1, max_size=60))
def test_an_action_is_spelled_as_the_library_would(action: str) -> None:
    message = action_message(
        wallet="0x" + "5" * 40, action=action, nonce="n" * 16, site=SITE, now=NOW
    )

    read = SiweMessage.from_message(message)
    assert read.prepare_message() == message
    assert (read.statement, read.nonce, read.chain_id) == (action, "n" * 16, 1)


def test_an_action_of_several_lines_is_not_written() -> None:
    with pytest.raises(ValueError, match="character"):
        action_message(wallet="0x" + "5" * 40, action="a\nb", nonce="n" * 16, site=SITE, now=NOW)


def test_two_names_are_not_signed_for_as_one() -> None:
    assert signable("caf\u00e9") == "caf(U+00E9)"
    assert signable("caf\u00e9") != signable("caf\u00e8")
