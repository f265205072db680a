"""Run MiniStack on loopback in this process: `python -m countersign.playground.emulator`.

It prints its port when it listens, writes no file, and ends when its standard input does. The settings are
MiniStack's environment variables; they are read when it is imported.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import sys
import threading
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config

_BACKLOG = 128


def main() -> int:
    """Serve until standard input ends."""
    _end_with_input()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(_BACKLOG)
    port: int = listener.getsockname()[1]
    os.environ |= settings(port)
    app: Any = importlib.import_module("ministack.app").app
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    _say_no_more()
    asyncio.run(serve(app, _config(listener)))
    return 0


def settings(port: int) -> dict[str, str]:
    """Return MiniStack's settings: signatures checked, keys in memory only, no other listener, no containers."""
    return {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "DOCKER_HOST": "tcp://127.0.0.1:1",  # it would tidy up containers of another MiniStack
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "CRITICAL",
        "MINISTACK_REGION": "us-west-2",
        "SFTP_ENABLED": "0",
        "STATE_DIR": os.path.join(os.devnull, "nowhere"),  # noqa: PTH118 - signing keys cannot be written there
    }


def _config(listener: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.accesslog = None
    config.errorlog = None
    return config


def _say_no_more() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _end_with_input() -> None:
    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)  # nothing here is worth an orderly end

    threading.Thread(target=watch, name="end-of-input", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
