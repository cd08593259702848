"""One JSON object a line on standard output, which is what CloudWatch Logs Insights can query."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

# Attributes that a caller may add with `extra={...}`.
EXTRA = ("service", "method", "path", "status", "client", "dependency", "error")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({key: getattr(record, key) for key in EXTRA if hasattr(record, key)})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class AccessFilter(logging.Filter):
    """
    Turns uvicorn's access records into fields, without the query string (it may hold what somebody looks for), and
    drops health checks that succeeded: a load balancer makes thousands of them a day.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not isinstance(record.args, tuple) or len(record.args) != 5:
            return True
        client, method, target, _version, status = record.args
        path = str(target).partition("?")[0]
        if status == 200 and path.endswith("/health"):
            return False
        record.client, record.method, record.path, record.status = client, method, path, status
        record.msg, record.args = "%s %s %s", (method, path, status)
        return True


def configure_logging(level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # uvicorn has set up handlers of its own by now; its records belong in the same stream.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    access = logging.getLogger("uvicorn.access")
    access.filters = [AccessFilter()]
    # httpx tells every request with its whole address at INFO.
    logging.getLogger("httpx").setLevel(logging.WARNING)
