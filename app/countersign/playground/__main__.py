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
from dataclasses import replace

from countersign.playground.address import PlaygroundAddress
from countersign.playground.assembly import Cognito, Listening, build_app, signaling_endpoints, utc_now
from countersign.playground.certificates import make_tls
from countersign.playground.connections import Connections
from countersign.playground.emulator_process import EmulatorProcess, EmulatorUnavailable
from countersign.playground.forwarding import Upstream
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.routes_tokens import TEST_ISSUER
from countersign.playground.server import listen, serve_until
from countersign.playground.signaling_channels import ACCOUNT_ID, FIRST_CHANNEL, SignalingChannels
from countersign.playground.user_pool import DOMAIN, make_user_pool

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
    _stop_on_end_of_input(stopped)
    connections = Connections()
    https_port, secure = listen(connections)
    plain_port, plain = listen(connections)
    master_port, for_masters = listen(connections)
    viewer_port, for_viewers = listen(connections)
    ports = Listening(https_port, plain_port, master_port, viewer_port)
    ca_pem, context = make_tls()
    emulator = EmulatorProcess()
    try:
        cognito = await _cognito(emulator)
        keys = PlaygroundKeys.generate() if isinstance(cognito, str) else cognito[1].keys
        channels = SignalingChannels(REGION, utc_now)
        app = build_app(keys, REGION, ports, cognito, channels, connections)
        address = _address(ports, ca_pem, keys, channels, cognito)
        sys.stdout.write(address.to_line() + "\n")
        sys.stdout.flush()
        await serve_until(stopped, app, context, [*secure, *for_masters, *for_viewers], plain, connections)
    finally:
        await emulator.stop()


async def _cognito(emulator: EmulatorProcess) -> Cognito:
    try:
        upstream = Upstream(await emulator.start())
        return upstream, await make_user_pool(upstream, REGION)
    except EmulatorUnavailable as reason:
        await emulator.stop()
        return str(reason)


def _address(
    ports: Listening, ca_pem: str, keys: PlaygroundKeys, channels: SignalingChannels, cognito: Cognito
) -> PlaygroundAddress:
    https, http = f"https://localhost:{ports.https}", f"http://localhost:{ports.http}"
    endpoints = signaling_endpoints(ports)
    plain = PlaygroundAddress(
        https=https,
        http=http,
        ca_pem=ca_pem,
        access_key_id=keys.temporary.access_key_id,
        secret_access_key=keys.temporary.secret_access_key,
        session_token=keys.temporary.session_token,
        long_term_access_key_id=keys.long_term.access_key_id,
        long_term_secret_access_key=keys.long_term.secret_access_key,
        region=REGION,
        test_issuer=https + TEST_ISSUER,
        ws=f"wss://localhost:{ports.https}",
        ws_plain=f"ws://localhost:{ports.http}",
        account_id=ACCOUNT_ID,
        kvs_control_plane=https,
        channel_name=FIRST_CHANNEL,
        channel_arn=channels.named(FIRST_CHANNEL).arn,
        signaling_master=endpoints.master,
        signaling_viewer=endpoints.viewer,
    )
    if isinstance(cognito, str):
        return replace(plain, cognito_note=cognito)
    seed = cognito[1]
    return replace(
        plain,
        cognito_endpoint=http,
        cognito_domain_endpoint=http,
        cognito_domain=DOMAIN,
        user_pool_id=seed.pool_id,
        machine_client_id=seed.machine_client_id,
        machine_client_secret=seed.machine_client_secret,
        brief_client_id=seed.brief_client_id,
        brief_client_secret=seed.brief_client_secret,
        user_client_id=seed.user_client_id,
        user_name=seed.user_name,
        user_password=seed.user_password,
        new_user_name=seed.new_user_name,
        new_user_password=seed.new_user_password,
        sts_endpoint=http,
        role_arn=seed.role_arn,
        guarded_role_arn=seed.guarded_role_arn,
        external_id=seed.external_id,
    )


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
