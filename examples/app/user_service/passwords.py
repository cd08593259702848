"""Passwords as scrypt hashes, each with a salt of its own."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os

# 16 MiB a hash: dear for whoever tries passwords, small for a task of 512 MiB.
N, R, P = 2**14, 8, 1


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=N, r=R, p=P)


async def hash_password(password: str) -> str:
    salt = os.urandom(16)
    # In a thread: a hash takes a tenth of a second, in which other requests want answers.
    digest = await asyncio.to_thread(_derive, password, salt)
    return f"{salt.hex()}${digest.hex()}"


async def password_matches(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    derived = await asyncio.to_thread(_derive, password, bytes.fromhex(salt))
    return hmac.compare_digest(derived.hex(), digest)
