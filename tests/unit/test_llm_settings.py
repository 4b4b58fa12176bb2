"""Which classifier the settings name, and settings that make no sense together."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import create_async_engine

from infra.classifiers.choice import make_classifier
from infra.classifiers.llm import JsonMode, LlmClassifier, Prompt
from infra.classifiers.rules import RulesClassifier
from infra.clock import SystemClock
from infra.settings import Settings

URL = "http://127.0.0.1:1/v1"


def settings(**values: Any) -> Settings:
    return Settings(**values)


async def made(**values: Any) -> RulesClassifier | LlmClassifier:
    engine = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    classifier = make_classifier(settings(**values), engine, SystemClock())
    await classifier.close()
    await engine.dispose()
    return classifier


async def test_without_a_model_the_rules_judge() -> None:
    assert isinstance(await made(), RulesClassifier)


async def test_a_model_has_a_version_of_its_own_for_every_prompt() -> None:
    classifier = await made(llm_base_url=URL, llm_model="some/model")
    assert isinstance(classifier, LlmClassifier)
    assert classifier.version == Prompt(model="some/model").version
    others = [
        Prompt(model="other"),
        Prompt(model="some/model", mode=JsonMode.OBJECT),
        Prompt(model="some/model", max_tokens=99),
    ]
    assert len({classifier.version, *(prompt.version for prompt in others)}) == 4


async def test_a_replay_needs_no_server() -> None:
    assert isinstance(await made(llm_model="stub", llm_replay=True), LlmClassifier)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"llm_base_url": URL}, "llm_model"),
        ({"llm_base_url": "nonsense", "llm_model": "m"}, "llm_base_url"),
        ({"llm_base_url": URL, "llm_model": "m", "llm_price_in": Decimal(1)}, "llm_price_out"),
        ({"llm_base_url": URL, "llm_model": "m", "llm_price_out": Decimal(1)}, "llm_price_out"),
        (
            {"llm_base_url": URL, "llm_model": "m", "llm_daily_budget_usd": Decimal(1)},
            "llm_daily_budget_usd",
        ),
        ({"llm_base_url": URL, "llm_model": "m", "llm_json_mode": "yaml"}, "llm_json_mode"),
        ({"llm_model": ""}, "llm_model"),
        ({"llm_model": "m"}, "llm_model"),
    ],
)
def test_settings_that_make_no_sense_name_the_one_to_mend(
    values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(**values)
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]


def test_a_key_is_never_shown() -> None:
    assert "sesame" not in repr(settings(llm_api_key="sesame"))
