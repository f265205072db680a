"""Credentials from the machine: the container's endpoint and the instance's metadata service, version 2 only.

Asked directly, past every proxy, with short limits: on a machine that is no instance the address is a black hole.
Sources: "Container credential provider" and "IMDS credential provider", AWS SDKs and Tools Reference Guide.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from countersign.credentials.deadline_worker import DeadlineWorker
from countersign.credentials.issued_credentials import METADATA, IssuedCredentials
from countersign.credentials.network_failures import network_failure
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

DEADLINE = 5.0  # seconds in all
_LIMIT = 2.0  # seconds for each answer
_LARGEST = 64 * 1024  # bytes

_RELATIVE, _FULL = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_TOKEN, _TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_CONTAINER = "http://169.254.170.2"
_CONTAINER_HOSTS = frozenset({"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"})
_INSTANCE, _INSTANCE_V6 = "http://169.254.169.254", "http://[fd00:ec2::254]"
_ROLES = "/latest/meta-data/iam/security-credentials/"


class MetadataService:
    """Ask the endpoints that a machine of AWS offers."""

    def __init__(self, issued: IssuedCredentials, environment: Mapping[str, str], deadline: float = DEADLINE) -> None:
        self._issued = issued
        self._environment = environment
        self._deadline = deadline

    @property
    def has_container(self) -> bool:
        """Tell whether the variables name a container's endpoint."""
        return any(self._environment.get(name) for name in (_RELATIVE, _FULL))

    @property
    def has_instance(self) -> bool:
        """Tell whether this machine is an instance, or the variables name a metadata service; blocks shortly."""
        if self._is_off:
            return False
        return bool(self._environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT")) or _is_amazon_machine()

    async def container(self) -> Credentials:
        """Return the container's credentials; raise `CredentialsError`."""
        url = self._container_url()
        answer = await self._perform("container", lambda visit: json.loads(visit.get(url, self._container_headers())))
        return self._issued.read(_mapping(answer), METADATA, "The container's credential endpoint")

    async def instance(self) -> Credentials:
        """Return the credentials of the instance's role; raise `CredentialsError`."""
        if self._is_off:
            raise _no_machine("The instance metadata service is switched off.", "Unset AWS_EC2_METADATA_DISABLED.")
        answer = await self._perform("metadata", self._ask_instance)
        return self._issued.read(_mapping(answer), METADATA, "The instance metadata service")

    @property
    def _is_off(self) -> bool:
        return self._environment.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"

    def _ask_instance(self, visit: _Visit) -> Any:
        base = self._environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "").rstrip("/")
        mode = self._environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "").lower()
        base = base or (_INSTANCE_V6 if mode == "ipv6" else _INSTANCE)
        lifetime = {"x-aws-ec2-metadata-token-ttl-seconds": "300"}
        token = {"x-aws-ec2-metadata-token": visit.get(f"{base}/latest/api/token", lifetime, method="PUT")}
        role = visit.get(base + _ROLES, token).strip().splitlines()
        return json.loads(visit.get(f"{base}{_ROLES}{role[0]}", token)) if role else None

    async def _perform(self, service: str, work: Callable[[_Visit], Any]) -> Any:
        worker, visit = DeadlineWorker(service, self._deadline), _Visit()
        failure: CredentialsError
        try:
            return await worker.run(lambda _abandoned: work(visit))
        except _StatusError as error:
            failure = _refused(service, error.status)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            # Only the error's name: its text may quote what came back.
            name = type(error).__name__
            failure = CredentialsError(network_failure(error, service, "", lambda _text: name))
        finally:
            visit.end()
            worker.close()
        raise failure

    def _container_url(self) -> str:
        relative, full = self._environment.get(_RELATIVE, ""), self._environment.get(_FULL, "")
        if not relative and not full:
            raise _no_machine(
                "No container endpoint is set.", f"Start Countersign where {_RELATIVE} or {_FULL} is set."
            )
        url = _CONTAINER + relative if relative else full
        if not _is_allowed(url):
            raise CredentialsError(
                Failure(
                    "credentials.container-host",
                    f"{_FULL} names a host that must not be asked for credentials over plain http.",
                    "Use https, or an address of this machine.",
                    field="Identity",
                )
            )
        return url

    def _container_headers(self) -> dict[str, str]:
        token_file = self._environment.get(_TOKEN_FILE, "")
        token = _token_in(token_file) if token_file else self._environment.get(_TOKEN, "")
        if token is None or any(character in token for character in "\r\n"):
            raise CredentialsError(
                Failure(
                    "credentials.container-token",
                    f"The token for the container's endpoint cannot be read from {token_file or _TOKEN}.",
                    f"Correct {_TOKEN_FILE if token_file else _TOKEN}: it must be one line.",
                    field="Identity",
                )
            )
        return {"Accept": "application/json"} | ({"Authorization": token} if token else {})


def _token_in(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except (OSError, ValueError):
        return None


class _StatusError(Exception):
    """Another answer than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Visit:
    """Ask several URLs in turn; no redirect is followed, no proxy is asked. Another thread may end it at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: http.client.HTTPConnection | None = None
        self._is_over = False

    def get(self, url: str, headers: Mapping[str, str], method: str = "GET") -> str:
        """Return the body of a 200 answer; blocks."""
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_LIMIT)
        with self._lock:
            if self._is_over:
                raise TimeoutError
            self._connection = connection
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target or "/", headers=dict(headers))
            answer = connection.getresponse()
            body = answer.read(_LARGEST)
            if answer.status != http.client.OK:
                raise _StatusError(answer.status)
            return body.decode()
        finally:
            connection.close()

    def end(self) -> None:
        """Wake the thread that still waits for an answer, even one that comes byte by byte."""
        with self._lock:
            self._is_over = True
            sock = self._connection.sock if self._connection is not None else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _mapping(answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _is_allowed(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and (host in _CONTAINER_HOSTS or ip_address(host).is_loopback)
    except ValueError:
        return False


def _is_amazon_machine() -> bool:
    """Tell by the machine's own papers; "Identify EC2 Linux instances", Amazon EC2 User Guide."""
    try:
        return "amazon" in Path("/sys/devices/virtual/dmi/id/sys_vendor").read_text().lower()
    except (OSError, ValueError):
        return False


def _refused(service: str, status: int) -> CredentialsError:
    who = "The container's credential endpoint" if service == "container" else "The instance metadata service"
    action = "Check the task's role." if service == "container" else "Attach a role to the instance, then try again."
    return CredentialsError(
        Failure(f"credentials.{service}-refused", f"{who} answered {status}.", action, field="Identity")
    )


def _no_machine(sentence: str, action: str) -> CredentialsError:
    return CredentialsError(Failure("credentials.no-machine", sentence, action, field="Identity"))
