"""The language model classifier: asks once about a text, keeps the answer, and trusts none."""

import asyncio
import json
import time
from datetime import datetime
from decimal import Decimal
from weakref import WeakValueDictionary

import structlog

from contracts.posts import Verdict
from domain.errors import ClassifierAway, ClassifierError, ClassifierGaveUp
from domain.ports.classifier import Reading, RecordedAnswer, RecordedAnswers
from domain.ports.clock import Clock
from infra.classifiers.llm.answer import Completion, verdict_of
from infra.classifiers.llm.budget import Alarms, Budget, Prices
from infra.classifiers.llm.chat import Chat
from infra.classifiers.llm.prompt import Prompt, show
from infra.classifiers.rules import RulesClassifier
from infra.classifiers.rules.reasons import Reason

CONCURRENT = 16
"""Calls under way at once, at most, in one process."""
SHORT = 30
"""A text of fewer characters that names no token is not worth a call."""
log = structlog.get_logger()


class LlmClassifier:
    """Judge posts by a language model, and by the rules where it gives no answer.

    A text is asked about once for each model and prompt: later copies read the recorded answer.
    Without a chat there is nobody to ask, and recorded answers are all there is.
    """

    def __init__(
        self,
        prompt: Prompt,
        chat: Chat | None,
        budget: Budget,
        *,
        clock: Clock,
        prices: Prices | None = None,
    ) -> None:
        self.version = prompt.version
        self._prompt, self._chat, self._budget = prompt, chat, budget
        self._answers: RecordedAnswers = budget.answers
        self._clock, self._prices = clock, prices
        self._rules = RulesClassifier()
        self._alarms = Alarms()
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._not_before: datetime | None = None

    async def close(self) -> None:
        """Close the connections to the server."""
        if self._chat is not None:
            await self._chat.close()

    def stand_in(self, text: str, /) -> Verdict:
        """Judge by the rules, and say whom for."""
        return self._rules.judge(text).model_copy(update={"fallback_for": self.version})

    async def classify(self, text: str) -> Reading:
        """Read a text: without a call where none is needed, else from the model's answer."""
        settled = self._without_asking(text)
        if settled is not None:
            return Reading(verdict=settled)
        shown = show(text)
        key = self._prompt.key(shown)
        async with self._asking.setdefault(key, asyncio.Lock()):
            answer = await self._answers.find(key) or await self._ask(key, shown)
        return Reading(verdict=verdict_of(answer.raw, shown, self.version), answer_key=key)

    def _without_asking(self, text: str) -> Verdict | None:
        """Settle greetings, and short texts that name no token."""
        verdict = self._rules.judge(text)
        short = verdict.reason == Reason.NO_TOKEN and len(text) < SHORT
        if verdict.reason != Reason.GREETING and not short:
            return None
        return verdict.model_copy(update={"classifier": self.version})

    async def _ask(self, key: str, shown: str) -> RecordedAnswer:
        """Ask the model and keep what it said, whatever it is worth."""
        answer = await self._answered(key, shown)
        try:
            verdict_of(answer.raw, shown, self.version)
        except ClassifierAway:
            await self._answers.keep_useless(answer, self._clock.now())
            raise
        except ClassifierGaveUp:
            await self._answers.keep(answer, self._clock.now())
            raise
        await self._answers.keep(answer, self._clock.now())
        return answer

    async def _answered(self, key: str, shown: str) -> RecordedAnswer:
        try:
            async with self._slots:
                answer = await self._call(key, shown)
        except ClassifierError as trouble:
            if self._alarms.first(trouble):
                log.error("the language model gives no verdicts", error=str(trouble))  # noqa: TRY400 - foreseen
            raise
        if self._alarms.over():
            log.info("the language model answers again")
        return answer

    async def _call(self, key: str, shown: str) -> RecordedAnswer:
        if self._chat is None:
            raise ClassifierGaveUp("no answer was recorded, and nobody is asked in a replay")
        self._wait_is_over()
        request = self._prompt.request(shown)
        most = self._most(request)
        async with self._budget.allow(most, self._clock.now()):
            started = time.perf_counter()
            raw = await self._heeding(self._chat, request)
            taken = time.perf_counter() - started
        tokens_in, tokens_out = _tokens(raw)
        return RecordedAnswer(
            key=key,
            request={"text": shown},
            raw=raw,
            model=self._prompt.model,
            prompt=self._prompt.hash,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=self._cost(tokens_in, tokens_out),
            reserved=most,
            latency_ms=round(taken * 1000),
        )

    async def _heeding(self, chat: Chat, request: dict[str, object]) -> str:
        """Call, and when the server asks for a wait, keep everybody waiting."""
        try:
            return await chat.complete(request)
        except ClassifierAway as away:
            if away.retry_after is not None:
                self._not_before = self._clock.now() + away.retry_after
            raise

    def _wait_is_over(self) -> None:
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            wait = self._not_before - now
            raise ClassifierAway("the server asked us to wait", retry_after=wait)

    def _most(self, request: dict[str, object]) -> Decimal:
        """Bound what a request can cost: no text has more tokens than bytes."""
        if self._prices is None:
            return Decimal(0)
        size = len(json.dumps(request, ensure_ascii=False).encode())
        return self._prices.cost(size, self._prompt.max_tokens)

    def _cost(self, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
        if self._prices is None or tokens_in is None or tokens_out is None:
            return None
        return self._prices.cost(tokens_in, tokens_out)


def _tokens(raw: str) -> tuple[int | None, int | None]:
    """Read how many tokens an answer took, if it says so."""
    try:
        usage = Completion.read(raw).usage
    except ClassifierAway:
        return None, None
    return (usage.prompt_tokens, usage.completion_tokens) if usage else (None, None)
