"""An answer as server-sent events, at the pace of a language model that takes its time."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

logger = logging.getLogger("harena.stream")

# Nothing on the way may hold events back: "no-transform" speaks to caches and compressors, the other to nginx.
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}

# The words of an answer, told one a second, again and again.
WORDS = "You spent a little more on food than last month and a little less on travel.".split()


def event(name: str, data: dict[str, object], id: int) -> bytes:
    return f"id: {id}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def events(seconds: int, pause: float = 1.0) -> AsyncIterator[bytes]:
    """One `token` event a second, and `done` at the end. A client that leaves ends it where it is."""
    sent = 0
    try:
        for sent in range(1, seconds + 1):
            yield event("token", {"text": WORDS[(sent - 1) % len(WORDS)], "second": sent}, sent)
            await asyncio.sleep(pause)
        yield event("done", {"seconds": seconds}, seconds + 1)
    except asyncio.CancelledError:
        logger.info("stream ended early after %d of %d events", sent, seconds)
        raise
