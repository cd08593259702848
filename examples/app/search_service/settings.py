from __future__ import annotations

from collections.abc import Mapping

from harena_common.settings import CommonSettings, Reader

SERVICE = "search_service"


def load(environ: Mapping[str, str]) -> CommonSettings:
    reader = Reader(SERVICE, environ)
    settings = CommonSettings.read(reader, SERVICE)
    # The sample index needs no Elasticsearch. The address is asked for so that a stack shows that its secret arrives.
    reader.url("BONSAI_URL", ("https", "http"))
    reader.finish()
    return settings
