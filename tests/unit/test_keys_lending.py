"""A key is lent by one, to one, for one request: nobody else may even name it."""

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import KeyLocked
from infra.keys.lending import LentKey

ROOT = Path(__file__).parents[2]
FOLDERS = ("contracts", "domain", "infra", "producers", "consumers", "api", "cli", "scripts")
BORROWER = "infra/venues/hyperliquid_service/client.py"


def nodes(word: str) -> Iterator[tuple[str, ast.AST]]:
    """Walk through the files that hold a word at all."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            if word in (text := path.read_text()):
                name = str(path.relative_to(ROOT))
                yield from ((name, node) for node in ast.walk(ast.parse(text)))


def using(attribute: str) -> set[str]:
    return {
        name
        for name, node in nodes(attribute)
        if isinstance(node, ast.Attribute) and node.attr == attribute
    }


def naming(word: str) -> set[str]:
    return {
        name for name, node in nodes(word) if isinstance(node, ast.Constant) and node.value == word
    }


def importing(module: str) -> set[str]:
    return {
        name
        for name, node in nodes(module.rpartition(".")[2])
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(module))
        or (isinstance(node, ast.ImportFrom) and module in _named(node))
        or (isinstance(node, ast.Import) and module in {alias.name for alias in node.names})
    }


def _named(node: ast.ImportFrom) -> set[str]:
    return {f"{node.module}.{alias.name}" for alias in node.names}


def test_one_place_makes_the_lender_and_one_borrows() -> None:
    assert importing("infra.keys.lending") == {"cli/venues.py"}
    assert using("lend") == {BORROWER}
    assert using("spell") == {BORROWER}


def test_a_key_is_named_in_one_request_and_no_other_that_takes_one() -> None:
    assert naming("agentPrivateKey") == {BORROWER}
    assert naming("userPrivateKey") == set()


@pytest.mark.parametrize("path", ["/approve-agent", "/transfer", "/transfer-to-agent"])
def test_what_moves_money_or_rights_is_never_called(path: str) -> None:
    assert naming(path) == set()


def test_a_lent_key_shows_itself_to_nobody_and_is_gone_when_given_back() -> None:
    key = LentKey(bytes(range(32)))
    assert key.spell() == "0x" + bytes(range(32)).hex()
    assert repr(key) == str(key) == "LentKey()"
    with pytest.raises(TypeError):
        pickle.dumps(key)
    key.give_back()
    with pytest.raises(KeyLocked):
        key.spell()
