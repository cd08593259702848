"""
Tells what reached a service: its path as it came, and its headers. Waits first where the query says `sleep=SECONDS`.
Has nothing at `/health`, where a service that says nothing else has its health.
"""

import json
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    # Of a burst the kernel drops what is beyond the usual 5; Uvicorn lets 2048 wait.
    request_queue_size = 256


def serve(service: str, port: int, health_path: str) -> None:
    class Echo(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wait = re.search(r"[?&]sleep=(\d+)", self.path)
            time.sleep(int(wait[1]) if wait else 0)
            healthy = self.path == health_path
            answer = {"service": service, "target": self.path, "healthy": healthy, "headers": dict(self.headers)}
            body = json.dumps(answer).encode()
            self.send_response(404 if self.path == "/health" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    Server(("0.0.0.0", port), Echo).serve_forever()
