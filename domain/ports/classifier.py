"""A classifier, as far as we care."""

from typing import Protocol

from contracts.posts import Verdict


class Classifier(Protocol):
    """Judges what a post says; the text is data, never an instruction."""

    @property
    def version(self) -> str: ...

    async def classify(self, text: str) -> Verdict:
        """Give a verdict on a text. Raises OutsideError when it cannot be given now."""
        ...
