"""AWS's JavaScript signaling client, which runs on Node in a process of its own."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGES = ("amazon-kinesis-video-streams-webrtc@2.9.0", "ws@8.23.0")
_SCRIPT = Path(__file__).with_name("kvs_client.mjs")


@dataclass(frozen=True)
class Sdk:
    """Know where Node is, and the folder with the packages and the CA."""

    node: str
    folder: Path

    def client(self, address, role: str, client_id: str = "", **changes: str) -> SdkClient:
        """Start a client; `changes` may replace the endpoint, the ARN and the secret."""
        (self.folder / "ca.pem").write_text(address.ca_pem)
        endpoint = address.signaling_master if role == "MASTER" else address.signaling_viewer
        place = (changes.get("endpoint", endpoint), changes.get("arn", address.channel_arn), address.region)
        command = [self.node, str(_SCRIPT), str(self.folder), role, *place, *([client_id] if client_id else [])]
        environment = {
            "PATH": os.environ["PATH"],
            "NODE_EXTRA_CA_CERTS": str(self.folder / "ca.pem"),
            "AWS_ACCESS_KEY_ID": address.access_key_id,
            "AWS_SECRET_ACCESS_KEY": changes.get("secret", address.secret_access_key),
            "AWS_SESSION_TOKEN": address.session_token,
        }
        return SdkClient(command, environment)


class SdkClient:
    """Pass commands to one client and read its events."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._events: queue.Queue[dict] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> SdkClient:
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._reader.join(10)
        self._process.stdout.close()

    def tell(self, command: str, payload: object = None, recipient: str = "", correlation_id: str = "") -> None:
        """Have it send a message, or close."""
        fields = {"command": command, "payload": payload, "recipient": recipient, "correlationId": correlation_id}
        self._process.stdin.write(json.dumps({name: value for name, value in fields.items() if value}) + "\n")
        self._process.stdin.flush()

    def event(self, seconds: float = 20) -> dict:
        """Return the next event."""
        return self._events.get(timeout=seconds)

    def _read(self) -> None:
        for line in self._process.stdout:
            self._events.put(json.loads(line))


def install_sdk(folder: Path) -> Sdk:
    """Install the packages into a folder; skip where Node or they cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node or npm is not installed")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--prefer-offline"]
    command = [npm, "install", *options, "--prefix", folder, *PACKAGES]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=90, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {PACKAGES[0]} within 90 s")
    if done.returncode:
        pytest.skip(f"npm could not install {PACKAGES[0]}, exit status {done.returncode}")
    return Sdk(node, folder)
