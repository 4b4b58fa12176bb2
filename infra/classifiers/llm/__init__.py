"""The language model classifier: any OpenAI-compatible server, held to a closed answer."""

from infra.classifiers.llm.chat import Chat
from infra.classifiers.llm.classifier import LlmClassifier
from infra.classifiers.llm.prompt import JsonMode, Prompt

__all__ = ["Chat", "JsonMode", "LlmClassifier", "Prompt"]
