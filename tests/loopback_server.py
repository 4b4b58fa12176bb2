"""A real HTTP server on the loopback, for a fake that speaks somebody's contract."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from infra.servers.network import listener

PATIENT = 60
"""Seconds that an idle connection stays open: longer than any client uses one again."""


@asynccontextmanager
async def serving(
    app: FastAPI, port: int = 0, *, path: str = "", log_level: str = "critical"
) -> AsyncIterator[str]:
    """Serve while the block runs, and yield the URL with the path behind it.

    Port 0 takes one that is free; a port that was just given up can be taken again at once.
    """
    with listener(port) as listening:
        server = uvicorn.Server(_config(app, log_level))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}{path}"
        finally:
            server.should_exit = True
            await task


def serve(app: FastAPI, port: int) -> None:
    """Serve on a port until a signal says to end."""
    with listener(port) as listening:
        asyncio.run(uvicorn.Server(_config(app)).serve(sockets=[listening]))


def _config(app: FastAPI, log_level: str = "critical") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_level=log_level,
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=PATIENT,
    )
