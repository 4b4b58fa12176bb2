"""A chain that answers what a file says it answered, and is silent about everything else."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.market import Usd, Wallet
from domain.errors import ChainSilent
from domain.ports.chain import Dollars, Safe


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Safe(_Record):
    """A Safe, and which modules were asked about in it."""

    owners: Annotated[tuple[Wallet, ...], Field(min_length=1)]
    threshold: Annotated[int, Field(ge=1)]
    eth: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    modules: dict[Wallet, bool] = {}


class _Dollars(_Record):
    """What somebody has, and what whom it lets take of it."""

    balance: Annotated[Usd, Field(ge=0)]
    allowances: dict[Wallet, Annotated[Usd, Field(ge=0)]] = {}


class ChainAnswers(_Record):
    """The whole file; null is an answer, and says that there is none."""

    safes: dict[Wallet, _Safe | None] = {}
    dollars: dict[Wallet, _Dollars] = {}
    delegates: dict[Wallet, Wallet | None] = {}


class RecordedChain:
    """What a chain answered once; what it was not asked then it does not answer now."""

    def __init__(self, answers: ChainAnswers) -> None:
        self._answers = answers

    async def safe(self, address: Wallet) -> Safe | None:
        """Describe the Safe at an address; None when there is none."""
        if address not in self._answers.safes:
            raise _silent()
        found = self._answers.safes[address]
        if found is None:
            return None
        return Safe(address=address, owners=found.owners, threshold=found.threshold, eth=found.eth)

    async def module_enabled(self, safe: Wallet, module: Wallet) -> bool:
        """Tell whether a module may act for a Safe."""
        found = self._answers.safes.get(safe)
        if found is None or module not in found.modules:
            raise _silent()
        return found.modules[module]

    async def dollars(self, owner: Wallet, spender: Wallet) -> Dollars:
        """Tell what an owner has in USDC, and how much of it a spender may take."""
        found = self._answers.dollars.get(owner)
        if found is None or spender not in found.allowances:
            raise _silent()
        return Dollars(balance=found.balance, allowance=found.allowances[spender])

    async def delegate(self, user: Wallet) -> Wallet | None:
        """Name who may trade for a user on Ostium; None when the user named nobody."""
        if user not in self._answers.delegates:
            raise _silent()
        return self._answers.delegates[user]


def recorded_chain(path: Path | None) -> RecordedChain:
    """Read the answers in a file; without one it answers nothing.

    Raises OSError, and ValueError naming what is wrong in the file.
    """
    if path is None:
        return RecordedChain(ChainAnswers())
    return RecordedChain(ChainAnswers.model_validate_json(path.read_text()))


def _silent() -> ChainSilent:
    return ChainSilent("the chain does not answer")
