from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.agent_changes_in import AgentChangesIn
from ...models.agent_out import AgentOut
from ...models.problem_out import ProblemOut
from ...types import Response


def _get_kwargs(
    agent_id: UUID,
    *,
    body: AgentChangesIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/agents/{agent_id}".format(
            agent_id=quote(str(agent_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AgentOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = AgentOut.from_dict(response.json())

        return response_200

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

    if response.status_code == 409:
        response_409 = ProblemOut.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = ProblemOut.from_dict(response.json())

        return response_413

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
) -> Response[AgentOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    agent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: AgentChangesIn,
) -> Response[AgentOut | ProblemOut]:
    """Change Agent

     Change an agent of the caller's; what is left out stays, and what it holds keeps its plan.

    Args:
        agent_id (UUID):
        body (AgentChangesIn): What is to be otherwise; what is left out, or null, stays as it is.

            Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AgentOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    agent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: AgentChangesIn,
) -> AgentOut | ProblemOut | None:
    """Change Agent

     Change an agent of the caller's; what is left out stays, and what it holds keeps its plan.

    Args:
        agent_id (UUID):
        body (AgentChangesIn): What is to be otherwise; what is left out, or null, stays as it is.

            Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AgentOut | ProblemOut
    """

    return sync_detailed(
        agent_id=agent_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    agent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: AgentChangesIn,
) -> Response[AgentOut | ProblemOut]:
    """Change Agent

     Change an agent of the caller's; what is left out stays, and what it holds keeps its plan.

    Args:
        agent_id (UUID):
        body (AgentChangesIn): What is to be otherwise; what is left out, or null, stays as it is.

            Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AgentOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    agent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: AgentChangesIn,
) -> AgentOut | ProblemOut | None:
    """Change Agent

     Change an agent of the caller's; what is left out stays, and what it holds keeps its plan.

    Args:
        agent_id (UUID):
        body (AgentChangesIn): What is to be otherwise; what is left out, or null, stays as it is.

            Null empties `description`, `profitReceiverAddress` and `leverage`. A plan is given whole.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AgentOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            agent_id=agent_id,
            client=client,
            body=body,
        )
    ).parsed
