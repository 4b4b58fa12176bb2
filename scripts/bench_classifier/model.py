"""The language model of the settings, asked without a database."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from contracts.posts import Verdict
from domain.errors import ClassifierError
from domain.ports.classifier import RecordedAnswer
from infra.classifiers.choice import model_classifier
from infra.classifiers.llm import LlmClassifier
from infra.clock import SystemClock
from infra.settings import Settings


class MemoryAnswers:
    """Answers kept for as long as the program runs."""

    def __init__(self) -> None:
        self.kept: dict[str, RecordedAnswer] = {}
        self.useless: list[RecordedAnswer] = []

    async def find(self, key: str) -> RecordedAnswer | None:
        """Return the answer given to a request, if there was one."""
        return self.kept.get(key)

    async def keep(self, answer: RecordedAnswer, _now: datetime) -> None:
        """Keep an answer; the first one to a request stays."""
        self.kept.setdefault(answer.key, answer)

    async def keep_useless(self, answer: RecordedAnswer, _now: datetime) -> None:
        """Keep an answer that no verdict can be read from."""
        self.useless.append(answer)

    async def spent(self, _since: datetime) -> Decimal:
        """Add up what all answers cost, at most."""
        answers = [*self.kept.values(), *self.useless]
        return sum((each.cost or each.reserved for each in answers), Decimal(0))


async def verdicts_of(settings: Settings, texts: Sequence[str]) -> list[Verdict]:
    """Ask about each text once; where there is no answer the rules stand in.

    Raises ValueError when the settings name no model to ask.
    """
    if settings.llm_model is None or settings.llm_base_url is None:
        raise ValueError("--llm needs LLM_BASE_URL and LLM_MODEL")
    classifier = model_classifier(settings, MemoryAnswers(), SystemClock())
    try:
        return list(await asyncio.gather(*(_verdict(classifier, text) for text in texts)))
    finally:
        await classifier.close()


async def _verdict(classifier: LlmClassifier, text: str) -> Verdict:
    try:
        return (await classifier.classify(text)).verdict
    except ClassifierError:
        return classifier.stand_in(text)
