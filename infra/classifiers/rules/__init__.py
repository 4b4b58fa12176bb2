"""The rules classifier: a verdict from words alone, with no network, no clock and no memory."""

from infra.classifiers.rules.classifier import RulesClassifier

__all__ = ["RulesClassifier"]
