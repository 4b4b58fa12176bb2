"""Print, for every set and classifier, how well it judged."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.posts import Verdict
from infra.classifiers.rules import RulesClassifier
from infra.settings import Settings
from scripts.bench_classifier import keywords
from scripts.bench_classifier.figures import HEAD, count
from scripts.bench_classifier.model import verdicts_of
from scripts.bench_classifier.sets import Samples, all_sets


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 2 when --llm has nobody to ask."""
    parser = argparse.ArgumentParser(prog="bench-classifier", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two CSV files are")
    parser.add_argument("--llm", action="store_true", help="ask the model of the settings too")
    asked = parser.parse_args(arguments)
    sets = all_sets(asked.folder)
    for each in sets:
        if each.missing:
            print(f"left out {each.name}: {each.missing}", file=sys.stderr)
    print(HEAD)
    try:
        for each in sets:
            _measure(each, with_model=asked.llm)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _measure(each: Samples, *, with_model: bool) -> None:
    if each.missing:
        return
    texts = [sample.text for sample in each.samples]
    _print(each, "keywords", [keywords.judge(text) for text in texts])
    _print(each, RulesClassifier.version, [RulesClassifier().judge(text) for text in texts])
    if with_model:
        settings = Settings()
        _print(each, str(settings.llm_model), asyncio.run(verdicts_of(settings, texts)))


def _print(each: Samples, classifier: str, verdicts: Sequence[Verdict]) -> None:
    print(count(each.samples, verdicts).row(f"{each.name} ({len(each.samples)})", classifier))


if __name__ == "__main__":
    sys.exit(main())
