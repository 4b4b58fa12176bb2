"""What the gateway's transactions hold beyond those of the stages."""

from collections.abc import Callable
from typing import Protocol, Self

from domain.ports.access import Access
from domain.ports.agent_keys import AgentKeys
from domain.ports.audit import Audit
from domain.ports.catalogue import Catalogue
from domain.ports.deployments import Deployments
from domain.ports.idempotency import Answers
from domain.ports.operations import Operations
from domain.ports.unit_of_work import UnitOfWork


class GatewayUnit(UnitOfWork, Protocol):
    """One request's transaction: its rows, its messages, its audit line and its answer."""

    @property
    def access(self) -> Access: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def operations(self) -> Operations: ...
    @property
    def deployments(self) -> Deployments: ...
    @property
    def agent_keys(self) -> AgentKeys: ...

    async def __aenter__(self) -> Self: ...


GatewayUnits = Callable[[], GatewayUnit]
"""Begins a new transaction each time it is called and entered."""
