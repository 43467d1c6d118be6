"""A link on loopback that is cut again and again, at a given number of bytes each time."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

from zsdesk.ports import free_port


class Cutting:
    """Carries bytes to ``port`` and back, and cuts every connection after ``every`` bytes in either direction.

    ``up`` and ``down`` count what was carried, ``cuts`` how often it was cut; ``rate`` is bytes a second.
    """

    def __init__(self, port: int, every: int, rate: float = float("inf")) -> None:
        self.to, self.every, self.rate = port, every, rate
        self.up = self.down = self.cuts = 0
        self.port = free_port()
        self._left = every
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.to))
            for source, sink, up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(source, sink, up), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, up: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(16 * 1024):
                with self._lock:
                    self._left -= len(data)
                    cut = self._left <= 0
                    if cut:
                        self._left, self.cuts = self.every, self.cuts + 1
                    elif up:
                        self.up += len(data)
                    else:
                        self.down += len(data)
                if cut:
                    break
                sink.sendall(data)
                if self.rate < float("inf"):
                    time.sleep(len(data) / self.rate)
        for line in (source, sink):
            with contextlib.suppress(OSError):  # a reset, as when a radio link goes: nothing more is delivered
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                line.shutdown(socket.SHUT_RDWR)
            line.close()
