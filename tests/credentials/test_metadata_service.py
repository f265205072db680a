"""The machine's own credentials: version 2 of the instance's service, the container's endpoint, short limits."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from datetime import UTC, datetime

import pytest

from countersign.credentials.issued_credentials import IssuedCredentials
from countersign.credentials.metadata_service import MetadataService
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, SECRET, TOKEN, Asked, Reply, endpoint, metadata_credentials

ROLES = "/latest/meta-data/iam/security-credentials/"


def service(environment: dict[str, str], deadline: float = 5.0) -> MetadataService:
    return MetadataService(IssuedCredentials(Redactor(), lambda: datetime.now(UTC)), environment, deadline)


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    assert raised.value.__context__ is None
    assert raised.value.failure.action
    return raised.value.failure


def instance(asked: Asked) -> Reply:
    if asked.path == "/latest/api/token":
        return Reply("a-session") if asked.method == "PUT" else Reply(status=405)
    if asked.headers.get("x-aws-ec2-metadata-token") != "a-session":
        return Reply(status=401)
    return Reply("web-role\n") if asked.path == ROLES else metadata_credentials()


def test_the_instance_is_asked_with_a_session_token(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with endpoint(instance) as server:
        found = asyncio.run(service({"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"}).instance())
    assert (found.access_key_id, found.secret_access_key, found.session_token) == (KEY_ID, SECRET, TOKEN)
    assert [(asked.method, asked.path) for asked in server.asked] == [
        ("PUT", "/latest/api/token"),
        ("GET", ROLES),
        ("GET", f"{ROLES}web-role"),
    ]


def test_an_instance_without_a_role_or_with_version_1_only_is_refused():
    for answer, status in ((lambda _asked: Reply(status=404), 404), (lambda _asked: Reply(status=403), 403)):
        with endpoint(answer) as server:
            failure = failure_of(service({"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url}).instance())
        assert failure.id == "credentials.metadata-refused"
        assert str(status) in failure.sentence


@pytest.mark.parametrize("body", ["", "{", "[]", '{"Code": "Failed", "Message": "no"}', "[" * 60000])
def test_an_answer_that_holds_no_credentials(body):
    def answer(asked: Asked) -> Reply:
        return Reply(body) if asked.path.endswith("web-role") else instance(asked)

    with endpoint(answer) as server:
        failure = failure_of(service({"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url}).instance())
    assert failure.id in {"credentials.answer", "credentials.issued-incomplete", "credentials.failed"}
    assert failure.sentence.startswith("The instance metadata service")


def test_a_black_hole_is_left_after_the_limit():
    with endpoint(lambda _asked: None) as server:
        started = time.monotonic()
        failure = failure_of(service({"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url}).instance())
    assert time.monotonic() - started < 4
    assert failure.id == "credentials.timeout"
    assert failure.sentence == "The instance metadata service did not answer in time."


def test_an_answer_byte_by_byte_ends_with_the_deadline_and_leaves_no_thread():
    stopped = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            while not stopped.wait(0.05):
                try:
                    connection.sendall(b"H")
                except OSError:
                    stopped.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        failure = failure_of(service({"AWS_EC2_METADATA_SERVICE_ENDPOINT": url}, deadline=0.5).instance())
        assert stopped.wait(5)
        thread.join()
    assert failure.id == "credentials.timeout"
    assert "metadata" not in {one.name for one in threading.enumerate() if one.is_alive()}


def test_the_instance_service_can_be_switched_off():
    off = service({"AWS_EC2_METADATA_DISABLED": "true", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"})
    assert not off.has_instance
    assert failure_of(off.instance()).id == "credentials.no-machine"


def test_the_container_is_asked_with_the_token_of_its_file(tmp_path):
    (tmp_path / "token").write_text("Basic abc\n")
    with endpoint(lambda _asked: metadata_credentials()) as server:
        environment = {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{server.url}/creds?id=1",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "another",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(tmp_path / "token"),
        }
        found = asyncio.run(service(environment).container())
    assert found.access_key_id == KEY_ID
    assert (server.asked[0].path, server.asked[0].headers["authorization"]) == ("/creds?id=1", "Basic abc")


def test_a_container_that_redirects_or_refuses_is_not_followed():
    for status in (302, 500):
        answer = Reply(status=status, headers={"location": "http://127.0.0.1:9/"})
        with endpoint(lambda _asked, answer=answer: answer) as server:
            failure = failure_of(service({"AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url}).container())
        assert (failure.id, len(server.asked)) == ("credentials.container-refused", 1)
        assert str(status) in failure.sentence


@pytest.mark.parametrize(
    "url", ["http://example.com/creds", "http://10.0.0.1/", "file:///etc/passwd", "ftp://localhost"]
)
def test_a_foreign_host_is_never_asked_in_plain_text(url):
    failure = failure_of(service({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}).container())
    assert failure.id == "credentials.container-host"


def test_without_the_variables_there_is_no_container():
    assert not service({}).has_container
    assert failure_of(service({}).container()).id == "credentials.no-machine"


@pytest.mark.parametrize("token", ["a\nb", None])
def test_a_token_that_cannot_be_sent(token, tmp_path):
    path = tmp_path / "token"
    if token is not None:
        path.write_text(token)
    environment = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(path),
    }
    failure = failure_of(service(environment).container())
    assert failure.id == "credentials.container-token"
    assert str(path) in failure.sentence
