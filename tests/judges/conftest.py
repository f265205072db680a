"""The judges, each started once: MiniStack with a user of its own, and Swift's S3."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from countersign.model.credentials import Credentials
from tests.judges import swift_server


@dataclass(frozen=True)
class MiniStack:
    """Hold where MiniStack listens, its user's keys, a session of that user, and a REST API's host."""

    port: int
    user: Credentials
    session: Credentials
    api_host: str


@pytest.fixture(scope="session")
def swift() -> Iterator[swift_server.SwiftServer]:
    reason = swift_server.why_not()
    if reason:
        pytest.skip(reason)
    with swift_server.SwiftServer() as server:
        yield server


@pytest.fixture(scope="session")
def ministack(tmp_path_factory) -> Iterator[MiniStack]:
    program = shutil.which("ministack", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("MiniStack is not installed: pip install ministack")
    folder = tmp_path_factory.mktemp("ministack")
    port = _free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "BIND_HOST": "127.0.0.1"}
    environment |= {"GATEWAY_PORT": str(port), "AUTH": "true", "IOT_MTLS_ENABLED": "0"}
    process = subprocess.Popen(
        [program], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = _wait_until_ready(process)
        yield _with_user_and_api(port) if process.poll() is None else pytest.fail(said)
    finally:
        process.kill()
        process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _wait_until_ready(process: subprocess.Popen[str]) -> str:
    said = ""
    for line in process.stdout:
        said += line
        if "Running on http://" in line:
            break
    return said


def _with_user_and_api(port: int) -> MiniStack:
    # Root keys are never checked there, so a user comes first; botocore sends what only the preparation needs.
    root = Credentials("test", "test")
    iam = _client("iam", port, root)
    iam.create_user(UserName="judged")
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="judged", PolicyName="all", PolicyDocument=json.dumps(allow))
    key = iam.create_access_key(UserName="judged")["AccessKey"]
    user = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    given = _client("sts", port, user).get_session_token()["Credentials"]
    session = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    _client("s3", port, user).create_bucket(
        Bucket="judged", CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
    )
    return MiniStack(port, user, session, _create_api(port, user))


def _create_api(port: int, user: Credentials) -> str:
    gateway = _client("apigateway", port, user)
    api = gateway.create_rest_api(name="judged")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    below = gateway.create_resource(restApiId=api, parentId=root, pathPart="{proxy+}")["id"]
    for resource in (root, below):
        method = {"restApiId": api, "resourceId": resource, "httpMethod": "ANY"}
        gateway.put_method(**method, authorizationType="AWS_IAM")
        gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        gateway.put_method_response(**method, statusCode="200")
        gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api, stageName="Prod")
    return f"{api}.execute-api.localhost"


def _client(service: str, port: int, credentials: Credentials):
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-west-2",
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token or None,
        config=Config(retries={"max_attempts": 0}),
    )
