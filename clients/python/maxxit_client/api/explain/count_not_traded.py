import datetime
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.ignore_reason import IgnoreReason
from ...models.not_traded_stats_out import NotTradedStatsOut
from ...models.problem_out import ProblemOut
from ...models.refusal_reason import RefusalReason
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    reason: IgnoreReason | RefusalReason | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    deployment_id: UUID | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_reason: str | Unset
    if isinstance(reason, Unset):
        json_reason = UNSET
    elif isinstance(reason, str):
        json_reason = reason
    else:
        json_reason = reason

    params["reason"] = json_reason

    json_agent_id: str | Unset = UNSET
    if not isinstance(agent_id, Unset):
        json_agent_id = str(agent_id)
    params["agentId"] = json_agent_id

    json_deployment_id: str | Unset = UNSET
    if not isinstance(deployment_id, Unset):
        json_deployment_id = str(deployment_id)
    params["deploymentId"] = json_deployment_id

    json_from_: str | Unset = UNSET
    if not isinstance(from_, Unset):
        json_from_ = from_.isoformat()
    params["from"] = json_from_

    json_to: str | Unset = UNSET
    if not isinstance(to, Unset):
        json_to = to.isoformat()
    params["to"] = json_to

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/why-not-traded/stats",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | NotTradedStatsOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = NotTradedStatsOut.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemOut.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemOut.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = ProblemOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemOut.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ProblemOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | NotTradedStatsOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    reason: IgnoreReason | RefusalReason | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    deployment_id: UUID | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Response[Any | NotTradedStatsOut | ProblemOut]:
    """Count Not Traded

     Count the same by reason.

    Args:
        reason (IgnoreReason | RefusalReason | Unset):
        agent_id (UUID | Unset):
        deployment_id (UUID | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | NotTradedStatsOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        reason=reason,
        agent_id=agent_id,
        deployment_id=deployment_id,
        from_=from_,
        to=to,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    reason: IgnoreReason | RefusalReason | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    deployment_id: UUID | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Any | NotTradedStatsOut | ProblemOut | None:
    """Count Not Traded

     Count the same by reason.

    Args:
        reason (IgnoreReason | RefusalReason | Unset):
        agent_id (UUID | Unset):
        deployment_id (UUID | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | NotTradedStatsOut | ProblemOut
    """

    return sync_detailed(
        client=client,
        reason=reason,
        agent_id=agent_id,
        deployment_id=deployment_id,
        from_=from_,
        to=to,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    reason: IgnoreReason | RefusalReason | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    deployment_id: UUID | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Response[Any | NotTradedStatsOut | ProblemOut]:
    """Count Not Traded

     Count the same by reason.

    Args:
        reason (IgnoreReason | RefusalReason | Unset):
        agent_id (UUID | Unset):
        deployment_id (UUID | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | NotTradedStatsOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        reason=reason,
        agent_id=agent_id,
        deployment_id=deployment_id,
        from_=from_,
        to=to,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    reason: IgnoreReason | RefusalReason | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    deployment_id: UUID | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Any | NotTradedStatsOut | ProblemOut | None:
    """Count Not Traded

     Count the same by reason.

    Args:
        reason (IgnoreReason | RefusalReason | Unset):
        agent_id (UUID | Unset):
        deployment_id (UUID | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | NotTradedStatsOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            client=client,
            reason=reason,
            agent_id=agent_id,
            deployment_id=deployment_id,
            from_=from_,
            to=to,
        )
    ).parsed
