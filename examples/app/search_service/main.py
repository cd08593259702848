"""Run with `uvicorn search_service.main:app`."""

from harena_common.settings import settings_or_exit
from search_service.app import create_app
from search_service.settings import load

app = create_app(settings_or_exit(load))
