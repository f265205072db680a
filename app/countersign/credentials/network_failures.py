"""Why a credential service could not be reached, in words, whichever library says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from countersign.model.errors import Failure

_SERVICES = {
    "sts": "AWS STS",
    "sso": "The AWS access portal",
    "sso-oidc": "The AWS sign-in service",
    "cognito-identity": "Amazon Cognito",
    "apigateway": "API Gateway",
    "apigatewayv2": "API Gateway",
    "container": "The container's credential endpoint",
    "metadata": "The instance metadata service",
}

# By class name, so that botocore is not imported to recognise its errors.
_TIMED_OUT = frozenset({"TimeoutError", "ConnectTimeoutError", "ReadTimeoutError"})
_UNREACHABLE = frozenset(
    {"EndpointConnectionError", "ConnectionClosedError", "ConnectionError", "OSError", "gaierror"}
)
_TLS = frozenset({"SSLError", "SSLCertVerificationError"})
_PROXY = frozenset({"ProxyConnectionError", "InvalidProxiesConfigError"})
_REGION = frozenset({"InvalidRegionError", "NoRegionError", "EndpointProviderError", "UnknownRegionError"})
# The last three are how botocore's parsers stumble over an answer of another shape.
_NO_ANSWER = frozenset(
    {"ResponseParserError", "HTTPException", "ValueError", "AttributeError", "KeyError", "TypeError"}
)
_PARAMETERS = frozenset({"ParamValidationError"})


def service_name(service: str) -> str:
    """Return a service's name at the start of a sentence."""
    return _SERVICES.get(service, f"AWS {service}")


def network_failure(error: BaseException, service: str, region: str, scrub: Callable[[str], str]) -> Failure:
    """Recognise what a transport raised; its words go to `detail`, scrubbed."""
    name, place = service_name(service), f" in the region {region}" if region else ""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    where = f"Check the region {region} and the network, then try again." if region else _NETWORK
    for names, failure in (
        (_REGION, _wrong_region(region)),
        (_TLS, Failure("credentials.tls", f"{name}{place} showed a certificate that is not trusted.", _CA)),
        (_PROXY, Failure("credentials.proxy", f"{name}{place} cannot be reached through the proxy.", _NETWORK)),
        (_TIMED_OUT, Failure("credentials.timeout", f"{name}{place} did not answer in time.", where)),
        (_PARAMETERS, Failure("credentials.parameters", f"{name} does not take these settings.", _SETTINGS)),
        (_NO_ANSWER, Failure("credentials.answer", f"{name}{place} gave an answer that cannot be read.", where)),
        (_UNREACHABLE, Failure("credentials.unreachable", f"{name}{place} cannot be reached.", where)),
    ):
        if kinds & names:
            return replace(failure, field="Identity", detail=_detail(error, scrub))
    failed = Failure("credentials.failed", f"{name}{place} could not be asked.", "The details name the cause.")
    return replace(failed, field="Identity", detail=_detail(error, scrub))


_NETWORK = "Check the network, then try again."
_CA = "Name your company's CA file in AWS_CA_BUNDLE, or check who answers there."
_SETTINGS = "Correct the identity's settings; the details name them."


def _wrong_region(region: str) -> Failure:
    sentence = f"“{region}” is not a region of AWS."
    return Failure("credentials.region", sentence, "Correct the region in the identity's settings.")


def _detail(error: BaseException, scrub: Callable[[str], str]) -> str:
    return scrub(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)[:500]
