"""The connection to PostgreSQL, which lies outside AWS and may be away at any time."""

from __future__ import annotations

import asyncio

import psycopg

CONNECT_SECONDS = 3.0


async def connect(database_url: str) -> psycopg.AsyncConnection:
    """
    A new connection.

    :raises TimeoutError: after three seconds; libpq's own limit counts per address and knows whole seconds only.
    :raises psycopg.OperationalError: when the server refuses.
    """
    async with asyncio.timeout(CONNECT_SECONDS):
        return await psycopg.AsyncConnection.connect(database_url, autocommit=True)


async def ping(database_url: str) -> None:
    """Asks the database the smallest question there is, and raises when no answer comes."""
    async with asyncio.timeout(CONNECT_SECONDS):
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
            await connection.execute("SELECT 1")
