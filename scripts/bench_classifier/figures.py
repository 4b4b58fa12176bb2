"""What verdicts are worth, counted against what a person said."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.posts import Verdict
from scripts.bench_classifier.sets import Sample

HEAD = (
    "| posts | classifier | precision | recall | false signals | right side | stood in |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over one set; a share with nothing below the line is unknown, not 0."""

    expected: int
    given: int
    right: int
    both: int
    """Tokens that were expected to point somewhere and were given a side, either one."""
    quiet: int
    """Posts that call for nothing."""
    alarmed: int
    """Those of them that were made candidates nevertheless."""
    stood_in: int

    def row(self, name: str, classifier: str) -> str:
        """Write the figures as a row of a table."""
        shares = (
            _share(self.right, self.given),
            _share(self.right, self.expected),
            _share(self.alarmed, self.quiet),
            _share(self.right, self.both),
            str(self.stood_in),
        )
        return f"| {name} | {classifier} | {' | '.join(shares)} |"


def count(samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> Figures:
    """Compare verdicts with the samples they are on."""
    pairs = [(s, s.heard(v)) for s, v in zip(samples, verdicts, strict=True)]
    named = [({t for t, _ in s.calls} & {t for t, _ in heard}) for s, heard in pairs]
    return Figures(
        expected=sum(len(sample.calls) for sample, _ in pairs),
        given=sum(len(heard) for _, heard in pairs),
        right=sum(len(sample.calls & heard) for sample, heard in pairs),
        both=sum(len(tokens) for tokens in named),
        quiet=sum(not sample.calls for sample, _ in pairs),
        alarmed=sum(bool(heard) for sample, heard in pairs if not sample.calls),
        stood_in=sum(verdict.fallback_for is not None for verdict in verdicts),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "-"
