from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from harena_common.auth import TOKEN_LIFE, Subject, issue_token
from harena_common.service import create_service
from harena_common.settings import CommonSettings
from user_service.accounts import Accounts, PostgresAccounts, Unavailable
from user_service.passwords import hash_password, password_matches

Email = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
]

# What an unknown name is compared with, so that its answer takes as long as a wrong password's.
NOBODY = f"{'00' * 16}${'00' * 64}"


class Registration(BaseModel):
    email: Email
    password: str = Field(min_length=12, max_length=200)


class Credentials(BaseModel):
    email: Email
    password: str = Field(max_length=200)


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int = int(TOKEN_LIFE.total_seconds())


class User(BaseModel):
    email: str


def create_app(settings: CommonSettings, accounts: Accounts | None = None) -> FastAPI:
    app = create_service(settings, health_path="/health")
    app.state.accounts = accounts or PostgresAccounts(settings.database_url)
    app.add_exception_handler(Unavailable, _unavailable)
    app.include_router(routes)
    return app


async def _unavailable(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "The database does not answer."}, status_code=503, headers={"Retry-After": "5"})


routes = APIRouter(prefix="/api/v1/users")


@routes.post("", status_code=201)
async def register(registration: Registration, request: Request) -> User:
    accounts: Accounts = request.app.state.accounts
    if not await accounts.add(registration.email, await hash_password(registration.password)):
        raise HTTPException(409, "There is an account with this address.")
    return User(email=registration.email)


@routes.post("/login")
async def login(credentials: Credentials, request: Request) -> Token:
    accounts: Accounts = request.app.state.accounts
    stored = await accounts.password_hash(credentials.email)
    matches = await password_matches(credentials.password, stored or NOBODY)
    if stored is None or not matches:
        raise HTTPException(401, "Address or password is wrong.")
    return Token(access_token=issue_token(request.app.state.settings, credentials.email))


@routes.get("/me")
async def me(subject: Subject) -> User:
    return User(email=subject)
