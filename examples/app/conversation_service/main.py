"""Run with `uvicorn conversation_service.main:app`."""

from conversation_service.app import create_app
from conversation_service.settings import load
from harena_common.settings import settings_or_exit

app = create_app(settings_or_exit(load))
