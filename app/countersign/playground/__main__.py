"""Run the playground in this process: `python -m countersign.playground`.

It prints one JSON line when it listens, and ends when its standard input does, or on SIGTERM or SIGINT.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading

from countersign.playground.address import PlaygroundAddress
from countersign.playground.app import build_app
from countersign.playground.certificates import make_tls
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.server import listen, serve_until

REGION = "us-west-2"


def main() -> int:
    """Serve until told to stop; return 3 where no port can be had."""
    try:
        asyncio.run(_run())
    except OSError as error:
        sys.stderr.write(f"The playground cannot listen on loopback: {error.strerror}.\n")
        return 3
    return 0


async def _run() -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    keys = PlaygroundKeys.generate()
    ca_pem, context = make_tls()
    secure_port, secure = listen()
    plain_port, plain = listen()
    address = PlaygroundAddress(
        https=f"https://localhost:{secure_port}",
        http=f"http://localhost:{plain_port}",
        ca_pem=ca_pem,
        access_key_id=keys.temporary.access_key_id,
        secret_access_key=keys.temporary.secret_access_key,
        session_token=keys.temporary.session_token,
        long_term_access_key_id=keys.long_term.access_key_id,
        long_term_secret_access_key=keys.long_term.secret_access_key,
        region=REGION,
    )
    sys.stdout.write(address.to_line() + "\n")
    sys.stdout.flush()
    _stop_on_end_of_input(stopped)
    await serve_until(stopped, build_app(keys, REGION), context, secure, plain)


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers, and ends the process itself
            loop.add_signal_handler(number, stopped.set)


def _stop_on_end_of_input(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stopped.set)

    # A thread, because an event loop cannot wait for every kind of standard input; a daemon, because it never ends.
    threading.Thread(target=watch, name="end-of-input", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
