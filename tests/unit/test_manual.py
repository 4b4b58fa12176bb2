"""Trades by hand: the request, its words, and who is asked."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.market import DeploymentId, Side
from contracts.posts import SourceKind
from domain.agents import Source
from domain.intents import asked
from domain.manual import Ask
from domain.posts import source_id
from tests.factories import NOON, a_wallet, an_id
from tests.factories_scene import DEPLOYMENT, a_case

TWIN = replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/b")))


def an_ask(**values: Any) -> Ask:
    fields = {"deployment_id": TWIN.id, "token": "BTC", "side": Side.LONG, "key": "k-1"}
    return Ask.model_validate(fields | values)


def test_the_words_are_the_same_however_a_number_is_written() -> None:
    plain = an_ask(share=Decimal("0.05"), leverage=Decimal(3))
    long_winded = an_ask(share=Decimal("0.0500"), leverage=Decimal("3.0"))

    assert plain.words == long_winded.words
    assert "0.05 of the balance at leverage 3 " in plain.words


@pytest.mark.parametrize(
    "changed",
    [
        {"side": Side.SHORT},
        {"token": "ETH"},
        {"share": Decimal("0.02")},
        {"leverage": Decimal(2)},
        {"deployment_id": DEPLOYMENT.id},
    ],
)
def test_another_request_has_other_words(changed: dict[str, Any]) -> None:
    assert an_ask(**changed).words != an_ask().words


def test_one_key_is_one_post_and_one_place() -> None:
    wallet = a_wallet(1)
    person = Source(id=source_id(SourceKind.MANUAL, wallet), kind=SourceKind.MANUAL, handle=wallet)

    assert an_ask().post(person, NOON).id == an_ask(side=Side.SHORT).post_id
    assert an_ask().place == an_ask(side=Side.SHORT).place == "manual:k-1"
    assert an_ask(key="k-2").post_id != an_ask().post_id


@pytest.mark.parametrize("name", ["token", "share", "leverage", "key"])
def test_a_request_out_of_bounds_names_the_field(name: str) -> None:
    wrong = {"token": "bitcoin!", "share": Decimal("1.5"), "leverage": Decimal("NaN"), "key": "a b"}

    with pytest.raises(ValidationError) as error:
        an_ask(**{name: wrong[name]})

    assert [each["loc"] for each in error.value.errors()] == [(name,)]


def test_a_signal_asks_the_deployment_it_names_and_nobody_else() -> None:
    signal = a_case().signal
    by_hand = signal.model_copy(update={"deployment_id": TWIN.id})

    assert asked(signal, [DEPLOYMENT, TWIN]) == [DEPLOYMENT, TWIN]
    assert asked(by_hand, [DEPLOYMENT, TWIN]) == [TWIN]
    assert asked(by_hand, [DEPLOYMENT]) == []
