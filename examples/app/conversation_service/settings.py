from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from harena_common.settings import API_KEY_MIN, CommonSettings, Reader

SERVICE = "conversation_service"


@dataclass(frozen=True, repr=False)
class ConversationSettings(CommonSettings):
    search_service_url: str


def load(environ: Mapping[str, str]) -> ConversationSettings:
    reader = Reader(SERVICE, environ)
    common = CommonSettings.read(reader, SERVICE)
    # Answers are made up here. The key is asked for so that a stack shows that its secret arrives.
    reader.text("DEEPSEEK_API_KEY", min_length=API_KEY_MIN)
    search_service_url = reader.url("SEARCH_SERVICE_URL", ("http", "https"))
    reader.finish()
    values = {field.name: getattr(common, field.name) for field in fields(common)}
    return ConversationSettings(**values, search_service_url=search_service_url)
