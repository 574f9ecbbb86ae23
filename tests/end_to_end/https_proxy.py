"""A proxy that adds https, and passes on everything else as it is, as a real one does."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

OPENSSL = shutil.which("openssl")
"""The program that makes the certificate."""


class HttpsProxy:
    """Listens on a port of this machine; `passes_on_to` says to which other port it passes on."""

    def __init__(self, folder: Path) -> None:
        assert OPENSSL is not None
        key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
        make = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        files = ["-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout", key]
        subprocess.run([*make, *files, "-out", certificate], check=True, capture_output=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.origin = f"https://localhost:{self._socket.getsockname()[1]}"
        self.passes_on_to = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            yield
        finally:
            self._socket.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            client,
            self._context.wrap_socket(client, server_side=True) as browser,
            socket.create_connection(("127.0.0.1", self.passes_on_to)) as server,
        ):
            back = threading.Thread(target=_pump, args=(server, browser), daemon=True)
            back.start()
            _pump(browser, server)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
