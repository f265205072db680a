"""Small servers on loopback that speak as STS, the SSO portal, SSO OIDC and the metadata services do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////" + "aB3+/" * 20
KEY_ID = "ASIAIOSFODNN7EXAMPLE"
ROLE = "arn:aws:iam::123456789012:role/deploy"
START_URL = "https://example.awsapps.com/start"


@dataclass(frozen=True)
class Asked:
    """Hold one request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of an STS request."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def query(self) -> dict[str, str]:
        """Return the query's parameters."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    @property
    def document(self) -> dict[str, Any]:
        """Return the JSON body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Hold one answer."""

    body: bytes | str | dict[str, Any] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """Return the body's bytes."""
        if isinstance(self.body, dict):
            return json.dumps(self.body).encode()
        return self.body.encode() if isinstance(self.body, str) else self.body


Answer = Callable[[Asked], Reply | None]


class Endpoint:
    """Answer with what `answer` returns; None leaves the connection open without a word until the server ends."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.over = threading.Event()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def _respond(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                endpoint.asked.append(asked)
                reply = endpoint.answer(asked)
                if reply is None:
                    endpoint.over.wait(30)
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in {"content-length": str(len(reply.data)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.data)

            do_GET = do_POST = do_PUT = _respond  # noqa: N815 - the library calls them by these names

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        """End the server."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def endpoint(answer: Answer) -> Iterator[Endpoint]:
    """Run an endpoint for the length of a block."""
    running = Endpoint(answer)
    try:
        yield running
    finally:
        running.close()


def written_time(after: timedelta = timedelta(hours=1)) -> str:
    """Return a time from now as AWS writes it."""
    return (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M:%SZ")


def assumed(action: str = "AssumeRole", key_id: str = KEY_ID, after: timedelta = timedelta(hours=1)) -> Reply:
    """Return what STS answers to AssumeRole and its kin."""
    return Reply(
        f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>'
        f"<AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{TOKEN}</SessionToken><Expiration>{written_time(after)}</Expiration></Credentials>"
        f"</{action}Result></{action}Response>",
        headers={"content-type": "text/xml"},
    )


def sts_error(code: str, message: str, status: int = 403) -> Reply:
    """Return a refusal of STS."""
    return Reply(
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>",
        status,
        {"content-type": "text/xml"},
    )


def json_error(code: str, message: str = "", status: int = 400) -> Reply:
    """Return a refusal of the services that speak JSON."""
    body = {"__type": code, "error": code, "error_description": message, "message": message}
    return Reply(body, status, {"x-amzn-errortype": code})


def role_credentials(key_id: str = KEY_ID, after: timedelta = timedelta(hours=1)) -> Reply:
    """Return what the SSO portal answers to GetRoleCredentials."""
    milliseconds = int((datetime.now(UTC) + after).timestamp() * 1000)
    keys = {"accessKeyId": key_id, "secretAccessKey": SECRET, "sessionToken": TOKEN, "expiration": milliseconds}
    return Reply({"roleCredentials": keys})


def metadata_credentials(key_id: str = KEY_ID, after: timedelta = timedelta(hours=1)) -> Reply:
    """Return what the metadata services answer."""
    expiration = written_time(after)
    return Reply({"AccessKeyId": key_id, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": expiration})
