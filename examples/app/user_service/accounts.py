"""Accounts in PostgreSQL. The table is made when it is first needed: the example has no migrations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import psycopg

from harena_common import database

TABLE = """
CREATE TABLE IF NOT EXISTS harena_account (
    email text PRIMARY KEY,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
)
"""


class Unavailable(Exception):
    """The database does not answer."""


class Accounts(Protocol):
    async def add(self, email: str, password_hash: str) -> bool:
        """False when there is an account of that name."""
        ...

    async def password_hash(self, email: str) -> str | None: ...


class PostgresAccounts:
    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    async def add(self, email: str, password_hash: str) -> bool:
        statement = "INSERT INTO harena_account (email, password_hash) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        async with self._connection() as connection:
            await connection.execute(TABLE)
            return (await connection.execute(statement, (email, password_hash))).rowcount == 1

    async def password_hash(self, email: str) -> str | None:
        async with self._connection() as connection:
            query = "SELECT password_hash FROM harena_account WHERE email = %s"
            try:
                row = await (await connection.execute(query, (email,))).fetchone()
            except psycopg.errors.UndefinedTable:
                return None
            return None if row is None else str(row[0])

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection]:
        try:
            async with await database.connect(self._database_url) as connection:
                yield connection
        except (psycopg.OperationalError, TimeoutError) as error:
            raise Unavailable from error
