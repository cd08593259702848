"""
Just enough of PostgreSQL's protocol (version 3.0) to log in and to answer `SELECT 1`, so that health is tested
over a real socket and with the real driver, and needs no database.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


READY = message(b"Z", b"I")
LOGGED_IN = (
    message(b"R", struct.pack("!i", 0))
    + message(b"S", b"server_version\x0016.0\x00")
    + message(b"S", b"client_encoding\x00UTF8\x00")
    + message(b"K", struct.pack("!ii", 1, 1))
    + READY
)
ONE_COLUMN = message(b"T", struct.pack("!h", 1) + b"one\x00" + struct.pack("!ihihih", 0, 0, 23, 4, -1, 0))
ONE_ROW = ONE_COLUMN + message(b"D", struct.pack("!hi", 1, 1) + b"1") + message(b"C", b"SELECT 1\x00")
REFUSED = message(b"E", b"SFATAL\x00VFATAL\x00C28P01\x00Mpassword authentication failed for hidden-word\x00\x00")


class Handler(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        try:
            self.start()
            while (query := self.read_query()) is not None:
                self.server.queries.append(query)
                self.request.sendall(ONE_ROW + READY)
        except (ConnectionError, struct.error):
            pass

    def start(self) -> None:
        while True:
            size, code = struct.unpack("!ii", self.request.recv(8, socket.MSG_WAITALL))
            self.request.recv(size - 8, socket.MSG_WAITALL) if size > 8 else b""
            if code not in (SSL_REQUEST, GSS_REQUEST):
                break
            self.request.sendall(b"N")
        self.server.connections += 1
        if self.server.mode == "silent":
            self.server.stopped.wait(10)
        self.request.sendall(REFUSED if self.server.mode == "refuse" else LOGGED_IN)

    def read_query(self) -> str | None:
        kind, size = struct.unpack("!ci", self.request.recv(5, socket.MSG_WAITALL))
        body = self.request.recv(size - 4, socket.MSG_WAITALL) if size > 4 else b""
        return None if kind == b"X" else body.rstrip(b"\x00").decode()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mode = "answer"

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.connections = 0
        self.stopped = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)


class FakePostgres:
    """`mode`: `answer`, `refuse` the password, or stay `silent` after the client's first message."""

    def __enter__(self) -> FakePostgres:
        self._server = Server()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"postgresql://harena:hidden-word@127.0.0.1:{self._server.server_address[1]}/harena"
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def queries(self) -> list[str]:
        return self._server.queries

    @property
    def connections(self) -> int:
        return self._server.connections

    def behave(self, mode: str) -> None:
        self._server.mode = mode

    def stop(self) -> None:
        self._server.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
