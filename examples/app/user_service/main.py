"""Run with `uvicorn user_service.main:app`."""

from harena_common.settings import settings_or_exit
from user_service.app import create_app
from user_service.settings import load

app = create_app(settings_or_exit(load))
