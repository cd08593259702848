"""The call to the search service, and what its failures mean to whoever asked us."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import HTTPException

# A name that does not resolve or a task that is gone shows at once; a slow answer gets some patience.
TIMEOUT = httpx.Timeout(5.0, connect=2.0)


def search_client(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    # Not through a proxy of the environment: the service is inside.
    return httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT, transport=transport, trust_env=False)


async def search(client: httpx.AsyncClient, query: str) -> list[dict[str, Any]]:
    """
    What the search service finds.

    :raises HTTPException: 504 when it is too slow, 502 when it cannot be reached or answers with an error.
    """
    try:
        response = await client.post("/api/v1/search", json={"query": query, "limit": 3})
        response.raise_for_status()
        hits: list[dict[str, Any]] = response.json()["hits"]
        return hits
    except httpx.TimeoutException:
        raise HTTPException(504, "The search service does not answer in time.") from None
    except httpx.HTTPStatusError as error:
        raise HTTPException(502, f"The search service answers {error.response.status_code}.") from None
    except httpx.TransportError:
        raise HTTPException(502, "The search service cannot be reached.") from None
    except (ValueError, KeyError, TypeError):
        raise HTTPException(502, "The search service answers something else than hits.") from None
