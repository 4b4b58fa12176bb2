"""Which classifier judges posts: the language model when one is set, else the rules."""

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.classifier import RecordedAnswers
from domain.ports.clock import Clock
from infra.classifiers.llm import Chat, JsonMode, LlmClassifier, Prompt
from infra.classifiers.llm.budget import Budget, Prices
from infra.classifiers.rules import RulesClassifier
from infra.repositories.answers import SqlAnswers
from infra.settings import Settings


def make_classifier(
    settings: Settings, engine: AsyncEngine, clock: Clock
) -> RulesClassifier | LlmClassifier:
    """Make the classifier that the settings name; whoever makes it closes it."""
    if settings.llm_model is None:
        return RulesClassifier()
    return model_classifier(settings, SqlAnswers(engine), clock)


def model_classifier(settings: Settings, answers: RecordedAnswers, clock: Clock) -> LlmClassifier:
    """Make the language model's classifier. Raises ValueError when no model is named."""
    if settings.llm_model is None:
        raise ValueError("LLM_MODEL names no model")
    prompt = Prompt(
        model=settings.llm_model,
        mode=JsonMode(settings.llm_json_mode),
        max_tokens=settings.llm_max_tokens,
    )
    budget = Budget(
        answers=answers,
        a_day=settings.llm_daily_budget_usd,
        a_minute=settings.llm_calls_per_minute,
    )
    return LlmClassifier(prompt, _chat(settings), budget, clock=clock, prices=_prices(settings))


def _chat(settings: Settings) -> Chat | None:
    if settings.llm_replay or settings.llm_base_url is None:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return Chat(str(settings.llm_base_url), key=key, timeout=settings.llm_timeout)


def _prices(settings: Settings) -> Prices | None:
    if settings.llm_price_in is None or settings.llm_price_out is None:
        return None
    return Prices(tokens_in=settings.llm_price_in, tokens_out=settings.llm_price_out)
