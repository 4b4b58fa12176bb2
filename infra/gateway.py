"""The gateway's transactions on Postgres."""

from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.ports.gateway import GatewayUnit, GatewayUnits
from infra.repositories.access import SqlAccess
from infra.repositories.agent_keys import SqlAgentKeys
from infra.repositories.answers_kept import SqlAnswers
from infra.repositories.audit import SqlAudit
from infra.repositories.catalogue import SqlCatalogue
from infra.repositories.deployments import SqlDeployments
from infra.repositories.operations import SqlOperations
from infra.unit_of_work import SqlUnitOfWork


class SqlGatewayUnit(SqlUnitOfWork):
    """One request's transaction: its rows, its messages, its audit line and its answer."""

    access: SqlAccess
    audit: SqlAudit
    answers: SqlAnswers
    catalogue: SqlCatalogue
    operations: SqlOperations
    deployments: SqlDeployments
    agent_keys: SqlAgentKeys

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.access = SqlAccess(self.connection)
        self.audit = SqlAudit(self.connection)
        self.answers = SqlAnswers(self.connection)
        self.catalogue = SqlCatalogue(self.connection)
        self.operations = SqlOperations(self.connection)
        self.deployments = SqlDeployments(self.connection, self._network)
        self.agent_keys = SqlAgentKeys(self.connection, self._network)
        return self


def gateway_units(engine: AsyncEngine, network: Network) -> GatewayUnits:
    """Return a factory that begins a new transaction each time."""

    def begin() -> GatewayUnit:
        return SqlGatewayUnit(engine, network)

    return begin
