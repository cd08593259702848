from __future__ import annotations

import pytest
from fastapi import FastAPI

from search_service.app import create_app
from search_service.settings import load
from tests.conftest import answer_of


@pytest.fixture
def app(environ: dict[str, str]) -> FastAPI:
    return create_app(load(environ))


def test_get(app: FastAPI) -> None:
    answer = answer_of(app, "GET", "/api/v1/search?q=FOOD market&limit=1").json()
    assert answer["count"] == 1
    assert answer["hits"] == [
        {"id": 8, "day": "2025-10-13", "label": "Supermarket", "category": "food", "amount": "-64.90"}
    ]


def test_post(app: FastAPI) -> None:
    answer = answer_of(app, "POST", "/api/v1/search", json={"query": "travel"}).json()
    assert [hit["label"] for hit in answer["hits"]] == ["Train to Lyon"]
    assert answer_of(app, "POST", "/api/v1/search", json={"query": "yacht"}).json()["hits"] == []


def test_limits(app: FastAPI) -> None:
    assert answer_of(app, "GET", "/api/v1/search?limit=51").status_code == 422
    assert answer_of(app, "GET", f"/api/v1/search?q={'x' * 201}").status_code == 422
