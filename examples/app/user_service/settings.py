from __future__ import annotations

from collections.abc import Mapping

from harena_common.settings import CommonSettings, Reader

SERVICE = "user_service"


def load(environ: Mapping[str, str]) -> CommonSettings:
    reader = Reader(SERVICE, environ)
    settings = CommonSettings.read(reader, SERVICE)
    reader.finish()
    return settings
