"""Health that says which dependency fails, and nothing about how it is reached."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

logger = logging.getLogger("harena.health")

Check = Callable[[], Awaitable[None]]

# The address is public. Answers are kept this long, so that nobody can open database connections at will.
KEPT_SECONDS = 2.0


class Health:
    """Runs the checks of a service, at most once every `kept_seconds`, however many ask."""

    def __init__(self, service: str, checks: Mapping[str, Check], kept_seconds: float = KEPT_SECONDS) -> None:
        self._service = service
        self._checks = checks
        self._kept_seconds = kept_seconds
        self._lock = asyncio.Lock()
        self._answer: dict[str, Any] = {}
        self._until = 0.0

    async def answer(self) -> dict[str, Any]:
        async with self._lock:
            if time.monotonic() >= self._until:
                states = await asyncio.gather(*(self._state(name) for name in self._checks))
                dependencies = dict(zip(self._checks, states, strict=True))
                healthy = all(state["status"] == "up" for state in states)
                status = "healthy" if healthy else "unhealthy"
                self._answer = {"status": status, "service": self._service, "dependencies": dependencies}
                self._until = time.monotonic() + self._kept_seconds
            return self._answer

    async def _state(self, name: str) -> dict[str, str]:
        try:
            await self._checks[name]()
        except Exception as error:
            # Only the class: a driver's message may repeat the connection string.
            kind = type(error).__name__
            logger.warning("dependency is down", extra={"dependency": name, "error": kind, "service": self._service})
            return {"status": "down", "error": kind}
        return {"status": "up"}


def health_router(path: str, health: Health) -> APIRouter:
    router = APIRouter()

    @router.get(path)
    async def read_health() -> JSONResponse:
        answer = await health.answer()
        code = 200 if answer["status"] == "healthy" else 503
        return JSONResponse(answer, status_code=code, headers={"Cache-Control": "no-store"})

    return router
