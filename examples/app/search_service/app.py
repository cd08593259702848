from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel, Field

from harena_common.service import create_service
from harena_common.settings import CommonSettings
from search_service.transactions import Transaction, find

LONGEST_QUERY = 200
MOST_HITS = 50


class SearchRequest(BaseModel):
    query: str = Field(default="", max_length=LONGEST_QUERY)
    limit: int = Field(default=10, ge=1, le=MOST_HITS)


class SearchAnswer(BaseModel):
    query: str
    count: int
    hits: list[Transaction]


def create_app(settings: CommonSettings) -> FastAPI:
    app = create_service(settings, health_path="/api/v1/search/health")
    app.include_router(routes)
    return app


routes = APIRouter(prefix="/api/v1/search")


@routes.get("")
async def search(
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "", limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 10
) -> SearchAnswer:
    return _answer(q, limit)


@routes.post("")
async def search_with_body(request: SearchRequest) -> SearchAnswer:
    return _answer(request.query, request.limit)


def _answer(query: str, limit: int) -> SearchAnswer:
    hits = find(query, limit)
    return SearchAnswer(query=query, count=len(hits), hits=hits)
