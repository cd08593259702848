from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from conversation_service.search import search, search_client
from conversation_service.settings import ConversationSettings
from conversation_service.stream import HEADERS, events
from harena_common.service import create_service

LONGEST_ANSWER_SECONDS = 120


class Question(BaseModel):
    question: str = Field(min_length=1, max_length=200)


class Answer(BaseModel):
    answer: str
    sources: list[dict[str, Any]]


def create_app(settings: ConversationSettings, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """:param transport: in place of the network, for the calls to the search service."""

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncIterator[None]:
        async with search_client(settings.search_service_url, transport) as client:
            app.state.search = client
            yield

    app = create_service(settings, health_path="/api/v1/conversation/health", resources=resources)
    app.include_router(routes)
    return app


routes = APIRouter(prefix="/api/v1/conversation")


@routes.post("")
async def ask(question: Question, request: Request) -> Answer:
    hits = await search(request.app.state.search, question.question)
    labels = ", ".join(str(hit.get("label")) for hit in hits)
    return Answer(answer=f"I found: {labels}." if hits else "I found nothing of that kind.", sources=hits)


@routes.get("/stream")
async def stream(seconds: Annotated[int, Query(ge=1, le=LONGEST_ANSWER_SECONDS)] = 10) -> StreamingResponse:
    return StreamingResponse(events(seconds), media_type="text/event-stream", headers=HEADERS)
