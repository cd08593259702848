from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.fake_postgres import FakePostgres

# Long enough for HS512 as well: a token of that algorithm must be refused for its algorithm alone.
SECRET_KEY = "k" * 64


@pytest.fixture
def postgres() -> Iterator[FakePostgres]:
    with FakePostgres() as server:
        yield server


@pytest.fixture
def environ(postgres: FakePostgres) -> dict[str, str]:
    """A complete environment, for any of the services."""
    return {
        "DATABASE_URL": postgres.url,
        "SECRET_KEY": SECRET_KEY,
        "BONSAI_URL": "https://reader:hidden-word@bonsai.example",
        "DEEPSEEK_API_KEY": "d" * 20,
        "SEARCH_SERVICE_URL": "http://search-service:8000",
        "CORS_ORIGINS": "https://harena.com, https://www.harena.com",
    }


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the application without a network, its start and stop included."""
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            yield client


def answer_of(app: FastAPI, method: str, path: str, **options: object) -> httpx.Response:
    async def call() -> httpx.Response:
        async with client_of(app) as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(call())


Serve = Callable[[FastAPI], AbstractContextManager[str]]


@pytest.fixture
def serve() -> Serve:
    """Runs an application on a real socket and gives its address."""

    @contextmanager
    def run(app: FastAPI) -> Iterator[str]:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5))
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)

    return run
