"""Which routes each API service has; the gateway has them all."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from api.routes import (
    agent_accounts,
    agent_addresses,
    agent_records,
    agents,
    api_keys,
    audit,
    billing,
    creators,
    ct_accounts,
    dead_letters,
    deployments,
    explain,
    halts,
    history,
    hyperliquid,
    ostium,
    performance,
    positions,
    posts,
    proofs_of_intent,
    queues,
    research,
    research_institutes,
    roles,
    routings,
    safe_deployments,
    safes,
    sessions,
    signals,
    source_rankings,
    stream,
    support,
    trading_preferences,
    why_not_traded,
)

LOGIN = (sessions.router, api_keys.router)
"""Every API can be signed in to, for each may run alone."""

AGENT_API: Sequence[APIRouter] = (
    agent_accounts.router,
    agent_records.router,
    agents.router,
    creators.router,
    ct_accounts.router,
    proofs_of_intent.router,
    research_institutes.router,
    routings.router,
    source_rankings.router,
)
DEPLOYMENT_API: Sequence[APIRouter] = (
    agent_addresses.router,
    deployments.router,
    hyperliquid.router,
    ostium.router,
    safe_deployments.router,
    safes.router,
    trading_preferences.router,
)
SIGNAL_API: Sequence[APIRouter] = (
    explain.router,
    research.router,
    signals.router,
    why_not_traded.router,
)
GATEWAY_ONLY: Sequence[APIRouter] = (
    audit.router,
    billing.router,
    dead_letters.router,
    halts.router,
    history.router,
    performance.router,
    positions.router,
    posts.router,
    queues.router,
    roles.router,
    stream.router,
    support.router,
)

APIS: Mapping[str, Sequence[APIRouter]] = {
    "agent-api": (*LOGIN, *AGENT_API),
    "deployment-api": (*LOGIN, *DEPLOYMENT_API),
    "signal-api": (*LOGIN, *SIGNAL_API),
    "gateway": (*LOGIN, *AGENT_API, *DEPLOYMENT_API, *SIGNAL_API, *GATEWAY_ONLY),
}
