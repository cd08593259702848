"""Settings from the environment. A problem is told by the variable's name, never by its value."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from harena_common.logs import configure_logging

# What RFC 7518 asks of an HS256 key: as many bytes as the hash has.
SECRET_KEY_MIN = 32
API_KEY_MIN = 20


class SettingsError(Exception):
    """Everything that is wrong with the environment, one problem a line."""

    def __init__(self, service: str, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(f"{service} cannot start: " + "; ".join(problems))


class Reader:
    """Reads variables and remembers every problem, so that one start tells all of them."""

    def __init__(self, service: str, environ: Mapping[str, str]) -> None:
        self._service = service
        self._environ = environ
        self._problems: list[str] = []

    def text(self, name: str, *, default: str | None = None, min_length: int = 1) -> str:
        value = self._environ.get(name, "").strip() or default
        if value is None:
            self._problems.append(f"{name} is not set")
            return ""
        if len(value) < min_length:
            self._problems.append(f"{name} must have at least {min_length} characters")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default=default)
        if value not in allowed:
            self._problems.append(f"{name} must be one of {', '.join(allowed)}")
        return value

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        value = self.text(name)
        if value and not _is_url(value, schemes):
            self._problems.append(f"{name} must be an address that starts with {' or '.join(schemes)}://")
        return value.rstrip("/")

    def origins(self, name: str) -> tuple[str, ...]:
        """A comma-separated list of web origins; empty when not set."""
        values = tuple(part.strip().rstrip("/") for part in self._environ.get(name, "").split(",") if part.strip())
        # "*" is refused too: it would let any page on the web use a visitor's session.
        if not all(_is_url(value, ("https", "http")) for value in values):
            self._problems.append(f"{name} must be a comma-separated list of origins such as https://harena.com")
        return values

    def finish(self) -> None:
        if self._problems:
            raise SettingsError(self._service, self._problems)


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False


@dataclass(frozen=True)
class CommonSettings:
    """What every service needs. Secrets are kept out of `repr`, and so out of logs."""

    service: str
    database_url: str
    secret_key: str
    algorithm: str
    cors_origins: tuple[str, ...]
    log_level: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(service={self.service!r})"

    @staticmethod
    def read(reader: Reader, service: str) -> CommonSettings:
        return CommonSettings(
            service=service,
            database_url=reader.url("DATABASE_URL", ("postgresql", "postgres")),
            secret_key=reader.text("SECRET_KEY", min_length=SECRET_KEY_MIN),
            algorithm=reader.choice("ALGORITHM", ("HS256",), "HS256"),
            cors_origins=reader.origins("CORS_ORIGINS"),
            log_level=reader.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        )


Settings = TypeVar("Settings")


def settings_or_exit(load: Callable[[Mapping[str, str]], Settings]) -> Settings:
    """Settings of the process, or its end with one line that says what is missing."""
    try:
        return load(os.environ)
    except SettingsError as error:
        configure_logging("INFO")
        logging.getLogger("harena").critical(str(error))
        raise SystemExit(1) from None
