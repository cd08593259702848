from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import conversation_service.settings
import search_service.settings
import user_service.settings
from harena_common.settings import SettingsError

LOADERS = [user_service.settings.load, search_service.settings.load, conversation_service.settings.load]


def test_complete(environ: dict[str, str]) -> None:
    settings = conversation_service.settings.load(environ)
    assert settings.search_service_url == "http://search-service:8000"
    assert settings.cors_origins == ("https://harena.com", "https://www.harena.com")
    assert settings.algorithm == "HS256"
    for load in LOADERS:
        assert "hidden-word" not in repr(load(environ))
        assert environ["SECRET_KEY"] not in repr(load(environ))


def test_all_problems_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        conversation_service.settings.load({})
    assert caught.value.problems == [
        "DATABASE_URL is not set",
        "SECRET_KEY is not set",
        "DEEPSEEK_API_KEY is not set",
        "SEARCH_SERVICE_URL is not set",
    ]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DATABASE_URL", "mysql://someone:hidden@host/db", "postgresql or postgres"),
        ("DATABASE_URL", "postgresql://someone:hidden@[::1/db", "postgresql or postgres"),
        ("SECRET_KEY", "hidden", "at least 32 characters"),
        ("DEEPSEEK_API_KEY", "hidden", "at least 20 characters"),
        ("ALGORITHM", "none-hidden", "one of HS256"),
        ("SEARCH_SERVICE_URL", "hidden:8000", "http or https"),
        ("CORS_ORIGINS", "*,hidden", "list of origins"),
        ("LOG_LEVEL", "hidden", "one of DEBUG"),
    ],
)
def test_bad_value(environ: dict[str, str], name: str, value: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        conversation_service.settings.load({**environ, name: value})
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(name)
    assert problem in caught.value.problems[0]
    assert "hidden" not in str(caught.value)


def test_process_ends_with_one_line() -> None:
    environ = {"PATH": os.environ["PATH"], "SECRET_KEY": "too-short"}
    command = [sys.executable, "-m", "uvicorn", "search_service.main:app", "--port", "0"]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    line = json.loads(ended.stdout)
    assert line["level"] == "CRITICAL"
    assert line["message"] == (
        "search_service cannot start: DATABASE_URL is not set; SECRET_KEY must have at least 32 characters; "
        "BONSAI_URL is not set"
    )
    assert "Traceback" not in ended.stderr
    assert "too-short" not in ended.stdout + ended.stderr
