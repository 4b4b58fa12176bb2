"""What a creator's agents have come to."""

from uuid import UUID

from pydantic import ConfigDict

from api.schemas.base import Number, Out, Shown
from api.schemas.performance import figure_name
from contracts.market import Wallet
from domain.agents import AgentStatus
from domain.catalogue import AgentVenue
from infra.reading.creators import Creations


class CreatedAgentOut(Out):
    """One agent of a creator's."""

    model_config = ConfigDict(alias_generator=figure_name)

    id: UUID
    name: str
    status: AgentStatus
    venue: AgentVenue
    apr_30d: Number | None
    subscribers: int


class CreatorTotalsOut(Out):
    """Over all agents, deleted ones too; USDC that was accrued, whether settled or not."""

    profit_share: Number
    infra_fees: Number
    subscriptions: Number
    subscriber_count: int
    """Wallets of others for which an agent runs now."""
    agents: int


class CreatorOut(Out):
    """A creator with the agents that are theirs, the best first."""

    wallet: Shown
    totals: CreatorTotalsOut
    agents: list[CreatedAgentOut]


def creator_out(wallet: Wallet, found: Creations) -> CreatorOut:
    """Show what a creator's agents have come to."""
    return CreatorOut(
        wallet=wallet,
        totals=CreatorTotalsOut(
            **found.sums, subscriber_count=found.subscribers, agents=len(found.agents)
        ),
        agents=[CreatedAgentOut(**row) for row in found.agents],
    )
