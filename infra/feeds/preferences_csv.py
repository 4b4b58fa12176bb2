"""How users like to trade, from a file: CSV with wallet, and a column for each of five dials."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.market import Wallet
from domain.preferences import Preferences
from infra.feeds.csv_rows import Source, read_rows
from infra.feeds.lines import BadLine

_Address = Annotated[Wallet, BeforeValidator(str.lower)]
_Dial = Annotated[int, Field(ge=0, le=100)]


class _Line(BaseModel):
    """The shape of a line."""

    model_config = ConfigDict(extra="forbid")

    wallet: _Address
    risk_tolerance: _Dial = 50
    trade_frequency: _Dial = 50
    social_sentiment_weight: _Dial = 50
    price_momentum_focus: _Dial = 50
    market_rank_priority: _Dial = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Liking:
    """How the owner of a wallet likes to trade."""

    wallet: Wallet
    preferences: Preferences


def read_preferences(source: Source) -> Iterator[Liking | BadLine]:
    """Read users' dials and, in their place, the lines that are none. Raises OSError.

    An empty cell, or a column that is not there, is a dial that stands in the middle.
    """
    return read_rows(source, _parse, needed=("wallet",), known=frozenset(_Line.model_fields))


def _parse(named: dict[str, str]) -> Liking:
    line = _Line.model_validate({name: cell for name, cell in named.items() if cell})
    dials = line.model_dump(exclude={"wallet"})
    return Liking(wallet=line.wallet, preferences=Preferences(**dials))
