from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from fastapi import FastAPI

import search_service.app
import search_service.settings
from conversation_service import stream
from conversation_service.app import create_app
from conversation_service.settings import load
from tests.conftest import Serve, answer_of

QUESTION = {"question": "food"}


def app_with(environ: dict[str, str], handler: object) -> FastAPI:
    return create_app(load(environ), httpx.MockTransport(handler))  # type: ignore[arg-type]


def test_answer_from_search(environ: dict[str, str]) -> None:
    asked: list[httpx.Request] = []

    def search(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"hits": [{"label": "Supermarket"}]})

    response = answer_of(app_with(environ, search), "POST", "/api/v1/conversation", json=QUESTION)
    assert response.json() == {"answer": "I found: Supermarket.", "sources": [{"label": "Supermarket"}]}
    assert str(asked[0].url) == "http://search-service:8000/api/v1/search"
    assert asked[0].read() == b'{"query":"food","limit":3}'


@pytest.mark.parametrize(
    ("failure", "status", "detail"),
    [
        (httpx.ReadTimeout("slow"), 504, "The search service does not answer in time."),
        (httpx.ConnectTimeout("slow"), 504, "The search service does not answer in time."),
        (httpx.ConnectError("http://search-service:8000"), 502, "The search service cannot be reached."),
        (httpx.RemoteProtocolError("cut"), 502, "The search service cannot be reached."),
        (httpx.Response(503), 502, "The search service answers 503."),
        (httpx.Response(200, text="<html>"), 502, "The search service answers something else than hits."),
        (httpx.Response(200, json=[]), 502, "The search service answers something else than hits."),
    ],
)
def test_search_fails(environ: dict[str, str], failure: Exception | httpx.Response, status: int, detail: str) -> None:
    def search(_request: httpx.Request) -> httpx.Response:
        if isinstance(failure, Exception):
            raise failure
        return failure

    response = answer_of(app_with(environ, search), "POST", "/api/v1/conversation", json=QUESTION)
    assert (response.status_code, response.json()) == (status, {"detail": detail})


def test_two_services_over_the_network(environ: dict[str, str], serve: Serve) -> None:
    with serve(search_service.app.create_app(search_service.settings.load(environ))) as search_url:
        app = create_app(load({**environ, "SEARCH_SERVICE_URL": search_url}))
        with serve(app) as url:
            answer = httpx.post(f"{url}/api/v1/conversation", json={"question": "food market"}).json()
    assert answer["answer"] == "I found: Supermarket, Supermarket."

    response = answer_of(app, "POST", "/api/v1/conversation", json=QUESTION)
    assert response.status_code == 502


def test_stream_comes_one_event_a_second(environ: dict[str, str], serve: Serve) -> None:
    arrivals: list[float] = []
    with (
        serve(create_app(load(environ))) as url,
        httpx.stream("GET", f"{url}/api/v1/conversation/stream?seconds=2") as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-cache, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        chunks = []
        for chunk in response.iter_text():
            chunks.append(chunk)
            arrivals.append(time.monotonic())
    assert "".join(chunks) == (
        'id: 1\nevent: token\ndata: {"text": "You", "second": 1}\n\n'
        'id: 2\nevent: token\ndata: {"text": "spent", "second": 2}\n\n'
        'id: 3\nevent: done\ndata: {"seconds": 2}\n\n'
    )
    assert 0.8 < arrivals[1] - arrivals[0] < 2


def test_stream_ends_when_the_client_leaves(
    environ: dict[str, str], serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(create_app(load(environ))) as url:
        with httpx.stream("GET", f"{url}/api/v1/conversation/stream?seconds=120") as response:
            next(response.iter_text())
        began = time.monotonic()
        logged = ""
        while "stream ended early after 1 of 120 events" not in logged and time.monotonic() - began < 5:
            time.sleep(0.05)
            logged += capsys.readouterr().out
    assert "stream ended early after 1 of 120 events" in logged
    # Nor does the server wait for a stream that nobody reads.
    assert time.monotonic() - began < 5


def test_whole_length_at_another_pace() -> None:
    async def collect() -> list[bytes]:
        return [event async for event in stream.events(120, pause=0)]

    assert len(asyncio.run(collect())) == 121


@pytest.mark.parametrize("seconds", ["0", "121", "-1", "x"])
def test_stream_limits(environ: dict[str, str], seconds: str) -> None:
    app = create_app(load(environ))
    assert answer_of(app, "GET", f"/api/v1/conversation/stream?seconds={seconds}").status_code == 422
