"""Halts: stored stops of trading, by scope and strength."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contracts.market import AgentId, DeploymentId, SourceId, VenueName, Wallet


class HaltScope(StrEnum):
    GLOBAL = "GLOBAL"
    VENUE = "VENUE"
    AGENT = "AGENT"
    SOURCE = "SOURCE"
    DEPLOYMENT = "DEPLOYMENT"
    WALLET = "WALLET"
    """Everything on one account, whoever trades it."""


class HaltStrength(StrEnum):
    """What a halt stops; each strength includes the ones before it."""

    NO_ENTRIES = "NO_ENTRIES"
    REDUCE_ONLY = "REDUCE_ONLY"
    FLATTEN = "FLATTEN"

    @property
    def rank(self) -> int:
        """Order the strengths: a higher one stops more."""
        return tuple(HaltStrength).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A stop in force: no new entries where it applies, and more if it is stronger."""

    id: UUID
    scope: HaltScope
    target: str | None
    strength: HaltStrength
    reason: str

    def covers(self, scope: HaltScope, target: str) -> bool:
        """Tell whether this halt applies to the thing of that scope and name."""
        return self.scope is HaltScope.GLOBAL or (self.scope is scope and self.target == target)

    @property
    def ends_waiting(self) -> bool:
        """Tell whether what waits to enter is given up for good, not only kept from entering."""
        return self.strength is not HaltStrength.NO_ENTRIES

    def __str__(self) -> str:
        where = self.scope if self.target is None else f"{self.scope} {self.target}"
        return f"{self.strength} on {where}: {self.reason}"


def entry_halt(
    halts: Iterable[Halt],
    *,
    venue: VenueName | None,
    agent_id: AgentId | None,
    source_id: SourceId | None,
    deployment_id: DeploymentId | None,
    wallet: Wallet | None = None,
) -> Halt | None:
    """Find the strongest halt that forbids an entry here; None names nothing of that scope.

    Every strength forbids entries, so this is also the question to ask before an opening order
    leaves; the answer's strength tells whether what is open must go as well.
    """
    names: dict[HaltScope, str | UUID | None] = {
        HaltScope.VENUE: venue,
        HaltScope.AGENT: agent_id,
        HaltScope.SOURCE: source_id,
        HaltScope.DEPLOYMENT: deployment_id,
        HaltScope.WALLET: wallet,
    }
    things = [(scope, str(name)) for scope, name in names.items() if name is not None]
    applying = [halt for halt in halts if _applies(halt, things)]
    return max(applying, key=lambda halt: halt.strength.rank, default=None)


def flatten_halt(
    halts: Iterable[Halt],
    *,
    venue: VenueName | None,
    agent_id: AgentId | None,
    source_id: SourceId | None,
    deployment_id: DeploymentId | None,
    wallet: Wallet | None = None,
) -> Halt | None:
    """Find a halt under which a position here is to be closed at once."""
    flattening = [halt for halt in halts if halt.strength is HaltStrength.FLATTEN]
    return entry_halt(
        flattening,
        venue=venue,
        agent_id=agent_id,
        source_id=source_id,
        deployment_id=deployment_id,
        wallet=wallet,
    )


def _applies(halt: Halt, things: list[tuple[HaltScope, str]]) -> bool:
    return halt.scope is HaltScope.GLOBAL or any(halt.covers(*thing) for thing in things)
