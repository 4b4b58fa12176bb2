"""A lost connection is an error; being cancelled is not."""

import asyncio

import pytest

from infra.failures import is_passing, losses_raised


async def waiting_for(answer: asyncio.Future[None]) -> None:
    with losses_raised():
        await answer


async def test_whom_a_lost_connection_cancels_gets_an_error_that_passes() -> None:
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    answer.cancel("Server connection reset")
    with pytest.raises(ConnectionError) as lost:
        await waiting_for(answer)
    assert is_passing(lost.value)


async def test_whoever_is_cancelled_is_cancelled() -> None:
    waiting = asyncio.create_task(waiting_for(asyncio.get_running_loop().create_future()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_limit_of_time_stays_one() -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waiting_for(asyncio.get_running_loop().create_future()), 0.001)
