"""A service whose order step is naive: what it hears no answer to, it sends anew.

Run as `python -m scripts.chaos.mutant run NAME`. The mistake lives here alone; it exists to show
that the truth table sees it.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from cli.main import run
from consumers import orders
from domain import order_claims
from domain.order_answers import Heard, NoAnswer, NotSent, answered
from domain.orders import Case, Step
from domain.policy import Policy


def naively(case: Case, heard: Heard, *, filled: Decimal, now: datetime, policy: Policy) -> Step:
    """Take silence for proof that nothing was sent, so that a new attempt is made at once."""
    if isinstance(heard.answer, NoAnswer):
        heard = replace(heard, answer=NotSent(heard.answer.detail))
    return answered(case, heard, filled=filled, now=now, policy=policy)


def main() -> None:
    """Run the command line with the order step replaced."""
    with patch.object(orders, "answered", naively), patch.object(order_claims, "answered", naively):
        run()


if __name__ == "__main__":
    main()
