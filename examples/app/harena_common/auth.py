"""JSON Web Tokens: issued by the user service, verified by each service with the shared key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from harena_common.settings import CommonSettings

TOKEN_LIFE = timedelta(hours=1)

_bearer = HTTPBearer(auto_error=False)


def issue_token(settings: CommonSettings, subject: str) -> str:
    now = datetime.now(UTC)
    claims = {"sub": subject, "iat": now, "exp": now + TOKEN_LIFE}
    return jwt.encode(claims, settings.secret_key, algorithm=settings.algorithm)


def verify_token(settings: CommonSettings, token: str) -> str:
    """
    The token's subject.

    :raises jwt.InvalidTokenError: when it is forged, has expired or lacks a claim.
    """
    # The list is what stands against tokens that choose their own algorithm, "none" included.
    claims = jwt.decode(
        token, settings.secret_key, algorithms=[settings.algorithm], options={"require": ["sub", "exp"]}
    )
    return str(claims["sub"])


async def current_subject(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """Who asks, by the bearer token; 401 without a valid one."""
    denied = HTTPException(401, "A valid bearer token is needed.", headers={"WWW-Authenticate": "Bearer"})
    if credentials is None:
        raise denied
    try:
        return verify_token(request.app.state.settings, credentials.credentials)
    except jwt.InvalidTokenError:
        raise denied from None


Subject = Annotated[str, Depends(current_subject)]
