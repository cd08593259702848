from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import httpx
import pytest
from fastapi import FastAPI

import conversation_service.app
import conversation_service.settings
import search_service.app
import search_service.settings
import user_service.app
import user_service.settings
from harena_common import database
from harena_common.health import Health
from tests.conftest import answer_of
from tests.fake_postgres import FakePostgres

Build = Callable[[Mapping[str, str]], FastAPI]

SERVICES: list[tuple[str, str, Build]] = [
    ("user_service", "/health", lambda env: user_service.app.create_app(user_service.settings.load(env))),
    (
        "search_service",
        "/api/v1/search/health",
        lambda env: search_service.app.create_app(search_service.settings.load(env)),
    ),
    (
        "conversation_service",
        "/api/v1/conversation/health",
        lambda env: conversation_service.app.create_app(conversation_service.settings.load(env)),
    ),
]


def down(response: httpx.Response, service: str, error: str) -> None:
    assert response.status_code == 503
    assert response.json() == {
        "status": "unhealthy",
        "service": service,
        "dependencies": {"database": {"status": "down", "error": error}},
    }
    assert "hidden-word" not in response.text


@pytest.mark.parametrize(("name", "path", "build"), SERVICES)
def test_healthy(name: str, path: str, build: Build, environ: dict[str, str], postgres: FakePostgres) -> None:
    response = answer_of(build(environ), "GET", path)
    assert response.status_code == 200
    assert response.json() == {"status": "healthy", "service": name, "dependencies": {"database": {"status": "up"}}}
    assert response.headers["cache-control"] == "no-store"
    assert postgres.queries == ["SELECT 1"]


@pytest.mark.parametrize(("name", "path", "build"), SERVICES)
def test_database_gone(
    name: str,
    path: str,
    build: Build,
    environ: dict[str, str],
    postgres: FakePostgres,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with FakePostgres() as gone:
        environ = {**environ, "DATABASE_URL": gone.url}
    down(answer_of(build(environ), "GET", path), name, "OperationalError")
    captured = capsys.readouterr()
    assert '"dependency": "database"' in captured.out
    assert "hidden-word" not in captured.out + captured.err


def test_password_refused(environ: dict[str, str], postgres: FakePostgres) -> None:
    postgres.behave("refuse")
    name, path, build = SERVICES[0]
    down(answer_of(build(environ), "GET", path), name, "OperationalError")


def test_database_silent(environ: dict[str, str], postgres: FakePostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CONNECT_SECONDS", 0.2)
    postgres.behave("silent")
    name, path, build = SERVICES[1]
    down(answer_of(build(environ), "GET", path), name, "TimeoutError")


def test_answers_are_shared_for_a_while() -> None:
    calls = 0

    async def check() -> None:
        nonlocal calls
        calls += 1

    async def ask(kept_seconds: float) -> None:
        health = Health("some_service", {"database": check}, kept_seconds)
        await asyncio.gather(*(health.answer() for _ in range(20)))

    asyncio.run(ask(60))
    assert calls == 1
    asyncio.run(ask(0))
    assert calls == 21
