"""Which routes each API service has; the gateway has them all."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from api.routes import api_keys, billing, halts, history, performance, positions, sessions, stream

LOGIN = (sessions.router, api_keys.router)
"""Every API can be signed in to, for each may run alone."""

AGENT_API: Sequence[APIRouter] = ()
DEPLOYMENT_API: Sequence[APIRouter] = ()
SIGNAL_API: Sequence[APIRouter] = ()
GATEWAY_ONLY: Sequence[APIRouter] = (
    billing.router,
    halts.router,
    history.router,
    performance.router,
    positions.router,
    stream.router,
)

APIS: Mapping[str, Sequence[APIRouter]] = {
    "agent-api": (*LOGIN, *AGENT_API),
    "deployment-api": (*LOGIN, *DEPLOYMENT_API),
    "signal-api": (*LOGIN, *SIGNAL_API),
    "gateway": (*LOGIN, *AGENT_API, *DEPLOYMENT_API, *SIGNAL_API, *GATEWAY_ONLY),
}
