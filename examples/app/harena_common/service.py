"""What the three applications have in common: errors as JSON, CORS, health."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from harena_common import database
from harena_common.health import Check, Health, health_router
from harena_common.logs import configure_logging
from harena_common.settings import CommonSettings

logger = logging.getLogger("harena")

Resources = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def no_resources(_app: FastAPI) -> AsyncIterator[None]:
    yield


def create_service(
    settings: CommonSettings,
    *,
    health_path: str,
    checks: Mapping[str, Check] | None = None,
    resources: Resources = no_resources,
) -> FastAPI:
    """
    An application that answers `health_path` and errors; routes are the caller's.

    :param checks: dependencies besides the database, by the name under which health shows them.
    :param resources: what is open while the application runs; it may put things into `app.state`.
    """
    configure_logging(settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with resources(app):
            logger.info("service started", extra={"service": settings.service})
            yield
        logger.info("service stopped", extra={"service": settings.service})

    # No interactive documentation on a public address. No redirects to the path with a slash either: behind a proxy
    # that rewrites paths they would lead elsewhere.
    app = FastAPI(title=settings.service, openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.state.settings = settings
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(Exception, _internal_error)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
        )

    async def check_database() -> None:
        await database.ping(settings.database_url)

    all_checks: dict[str, Check] = {"database": check_database, **(checks or {})}
    app.include_router(health_router(health_path, Health(settings.service, all_checks)))
    return app


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # FastAPI's own answer repeats the input, and with it a password that was sent in a wrong shape.
    detail = [{"loc": problem["loc"], "msg": problem["msg"]} for problem in error.errors()]
    return JSONResponse({"detail": detail}, status_code=422)


async def _internal_error(_request: Request, _error: Exception) -> JSONResponse:
    # The cause is in the log, where uvicorn writes it.
    return JSONResponse({"detail": "Internal Server Error"}, status_code=500)
