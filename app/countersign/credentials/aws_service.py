"""Calls to AWS's own credential services through botocore: in a thread, within a deadline, never repeated.

botocore is imported at the first call. Its sessions read neither the shared files nor AWS_PROFILE here: a broken
profile must not stop the call that another one needs.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.credentials.deadline_worker import DeadlineWorker
from countersign.credentials.network_failures import network_failure
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.redaction import Redactor

DEADLINE = 10.0  # seconds for one call
_CONNECT, _READ = 4, 8  # seconds

_SECRET_KEYS = frozenset(
    {
        "ClientSecret",
        "SecretAccessKey",
        "SecretKey",
        "SessionToken",
        "WebIdentityToken",
        "accessToken",
        "clientSecret",
        "deviceCode",
        "idToken",
        "refreshToken",
        "secretAccessKey",
        "sessionToken",
    }
)

# botocore's name for a service is not always the service ID that the variable is made of.
_SERVICE_IDS = {
    "apigateway": "api-gateway",
    "cognito-idp": "cognito-identity-provider",
}

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AwsCall:
    """Name one operation; without credentials it is sent unsigned, which only operations that are public take."""

    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any] = field(repr=False)
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True)
class AwsRefusal:
    """Hold what AWS answered instead of a result; `message` is free of secrets."""

    service: str
    operation: str
    code: str
    message: str
    status: int


class AwsService:
    """Call STS, SSO, SSO OIDC and Cognito identity pools.

    Endpoints follow AWS_ENDPOINT_URL_<SERVICE> and AWS_ENDPOINT_URL as in every AWS SDK, and AWS_CA_BUNDLE is
    trusted. Source: "Service-specific endpoints", AWS SDKs and Tools Reference Guide.
    """

    def __init__(self, environment: Mapping[str, str], redactor: Redactor, deadline: float = DEADLINE) -> None:
        self._environment = environment
        self._redactor = redactor
        self._deadline = deadline
        self._building = threading.Lock()
        self._session: Any = None

    async def ask(self, call: AwsCall) -> Answer | AwsRefusal:
        """Return the answer, or the refusal; raise `CredentialsError` where there is neither."""
        self._learn(call.parameters)
        _require_place(call, _endpoint(self._environment, call.service))
        worker = DeadlineWorker("aws", self._deadline)
        try:
            outcome = await worker.run(lambda _abandoned: self._attempt(call))
        except TimeoutError as error:
            outcome = error
        finally:
            worker.close()
        if isinstance(outcome, Exception):
            raise CredentialsError(network_failure(outcome, call.service, call.region, self._redactor.scrub))
        if isinstance(outcome, Mapping):
            self._learn(outcome)
        return outcome

    def _attempt(self, call: AwsCall) -> Answer | AwsRefusal | Exception:
        from botocore.exceptions import ClientError

        try:
            client = self._client(call)
            try:
                answer: Answer = getattr(client, call.operation)(**call.parameters)
            finally:
                client.close()
        except ClientError as error:
            return self._refusal(call, error.response)
        except Exception as error:  # noqa: BLE001 - botocore raises whatever its transport and parsers raise
            return error
        return answer

    def _client(self, call: AwsCall) -> Any:
        from botocore import UNSIGNED
        from botocore.config import Config

        keys = call.credentials
        config = Config(
            connect_timeout=_CONNECT,
            read_timeout=_READ,
            retries={"total_max_attempts": 1},
            signature_version=UNSIGNED if keys is None else None,
        )
        with self._building:
            return self._opened_session().create_client(
                call.service,
                region_name=call.region,
                endpoint_url=_endpoint(self._environment, call.service),
                aws_access_key_id=keys.access_key_id if keys else None,
                aws_secret_access_key=keys.secret_access_key if keys else None,
                aws_session_token=keys.session_token or None if keys else None,
                verify=self._environment.get("AWS_CA_BUNDLE") or None,
                config=config,
            )

    def _opened_session(self) -> Any:
        if self._session is None:
            import botocore.session

            # It logs whole answers, and so fresh keys, before anybody could make them known to the redactor.
            logging.getLogger("botocore").setLevel(logging.WARNING)
            none_of_ours = {
                "profile": (None, None, None, None),
                "config_file": (None, None, os.devnull, None),
                "credentials_file": (None, None, os.devnull, None),
            }
            self._session = botocore.session.Session(session_vars=none_of_ours)
        return self._session

    def _refusal(self, call: AwsCall, response: Mapping[str, Any]) -> AwsRefusal:
        error = response.get("Error", {})
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        message = self._redactor.scrub(str(error.get("Message", "")))
        return AwsRefusal(call.service, call.operation, str(error.get("Code", "")), message, status)

    def _learn(self, values: Mapping[str, Any]) -> None:
        for key, value in values.items():
            if isinstance(value, Mapping):
                self._learn(value)
            elif key in _SECRET_KEYS and isinstance(value, str):
                self._redactor.register((value,))


def _require_place(call: AwsCall, endpoint: str | None) -> None:
    if not call.region:
        raise CredentialsError(
            Failure(
                "credentials.region-missing",
                "No region is set for this identity.",
                "Set one in its settings, or in AWS_REGION.",
                field="Identity",
            )
        )
    if endpoint is not None and not endpoint.startswith(("http://", "https://")):
        raise CredentialsError(
            Failure(
                "credentials.endpoint",
                f"The AWS_ENDPOINT_URL of {call.service} is no web address.",
                "Correct it, or unset it, and start Countersign again.",
                field="Identity",
            )
        )


def _endpoint(environment: Mapping[str, str], service: str) -> str | None:
    if environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return None
    variable = f"AWS_ENDPOINT_URL_{_SERVICE_IDS.get(service, service).upper().replace('-', '_')}"
    return environment.get(variable) or environment.get("AWS_ENDPOINT_URL") or None
