from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi import FastAPI

from tests.conftest import SECRET_KEY, answer_of, client_of
from tests.fake_postgres import FakePostgres
from user_service.app import create_app
from user_service.settings import load

ACCOUNT = {"email": "Ada@Example.com ", "password": "a long enough one"}


class MemoryAccounts:
    def __init__(self) -> None:
        self.rows: dict[str, str] = {}

    async def add(self, email: str, password_hash: str) -> bool:
        if email in self.rows:
            return False
        self.rows[email] = password_hash
        return True

    async def password_hash(self, email: str) -> str | None:
        return self.rows.get(email)


@pytest.fixture
def accounts() -> MemoryAccounts:
    return MemoryAccounts()


@pytest.fixture
def app(environ: dict[str, str], accounts: MemoryAccounts) -> FastAPI:
    return create_app(load(environ), accounts)


def token(**claims: object) -> str:
    return jwt.encode({"sub": "ada", "exp": datetime.now(UTC) + timedelta(minutes=1), **claims}, SECRET_KEY)


def me(app: FastAPI, bearer: str | None) -> int:
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    return answer_of(app, "GET", "/api/v1/users/me", headers=headers).status_code


def test_register_login_me(app: FastAPI, accounts: MemoryAccounts) -> None:
    async def story() -> None:
        async with client_of(app) as client:
            created = await client.post("/api/v1/users", json=ACCOUNT)
            assert (created.status_code, created.json()) == (201, {"email": "ada@example.com"})
            assert (await client.post("/api/v1/users", json=ACCOUNT)).status_code == 409

            signed_in = await client.post("/api/v1/users/login", json=ACCOUNT)
            assert signed_in.status_code == 200
            assert signed_in.json()["expires_in"] == 3600
            headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
            answer = await client.get("/api/v1/users/me", headers=headers)
            assert answer.json() == {"email": "ada@example.com"}

    asyncio.run(story())
    assert ACCOUNT["password"] not in accounts.rows["ada@example.com"]


def test_login_says_the_same_of_a_wrong_name_and_a_wrong_password(app: FastAPI) -> None:
    async def story() -> None:
        async with client_of(app) as client:
            await client.post("/api/v1/users", json=ACCOUNT)
            wrong = await client.post("/api/v1/users/login", json={**ACCOUNT, "password": "another"})
            nobody = await client.post("/api/v1/users/login", json={**ACCOUNT, "email": "no@example.com"})
            assert wrong.status_code == nobody.status_code == 401
            assert wrong.json() == nobody.json()

    asyncio.run(story())


def test_me_needs_a_good_token(app: FastAPI) -> None:
    unsigned = jwt.encode({"sub": "ada", "exp": 9999999999}, None, algorithm="none")
    assert me(app, token()) == 200
    assert me(app, None) == 401
    assert me(app, "rubbish") == 401
    assert me(app, token(exp=datetime.now(UTC) - timedelta(seconds=1))) == 401
    assert me(app, jwt.encode({"sub": "ada", "exp": 9999999999}, "another key of thirty-two letters")) == 401
    assert me(app, jwt.encode({"sub": "ada", "exp": 9999999999}, SECRET_KEY, algorithm="HS512")) == 401
    assert me(app, jwt.encode({"sub": "ada"}, SECRET_KEY)) == 401
    assert me(app, unsigned) == 401


def test_invalid_input_is_not_repeated(app: FastAPI) -> None:
    response = answer_of(app, "POST", "/api/v1/users", json={"email": "ada@example.com", "password": "short-secr"})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "password"]
    assert "short-secr" not in response.text


def test_database_gone_is_503(environ: dict[str, str], postgres: FakePostgres) -> None:
    postgres.behave("refuse")
    response = answer_of(create_app(load(environ)), "POST", "/api/v1/users/login", json=ACCOUNT)
    assert (response.status_code, response.json()) == (503, {"detail": "The database does not answer."})


def test_internal_error_tells_nothing(app: FastAPI, accounts: MemoryAccounts, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_email: str) -> str:
        raise RuntimeError("hidden-word")

    monkeypatch.setattr(accounts, "password_hash", fail)
    response = answer_of(app, "POST", "/api/v1/users/login", json=ACCOUNT)
    assert (response.status_code, response.json()) == (500, {"detail": "Internal Server Error"})


def test_unknown_paths_and_documentation(app: FastAPI) -> None:
    for path in ("/", "/docs", "/openapi.json", "/redoc", "/api/v1/users/me/"):
        response = answer_of(app, "GET", path)
        assert (response.status_code, response.json()) == (404, {"detail": "Not Found"}), path


def test_cors(app: FastAPI) -> None:
    def allowed(origin: str) -> str | None:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        response = answer_of(app, "OPTIONS", "/api/v1/users/login", headers=headers)
        granted: str | None = response.headers.get("access-control-allow-origin")
        return granted

    assert allowed("https://harena.com") == "https://harena.com"
    assert allowed("https://elsewhere.com") is None
