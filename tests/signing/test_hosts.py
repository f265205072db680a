"""Region and service read from host names: written cases, and every endpoint that botocore knows."""

from __future__ import annotations

from collections.abc import Iterator

import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from hypothesis import given
from hypothesis import strategies as st

from countersign.signing import HostScope, region_and_service
from countersign.signing.signing_names import SIGNING_NAMES

# Services whose endpoint rules say something that a host name cannot tell, and why.
NOT_IN_THE_NAME = {
    "budgets": "GovCloud shares the global host of the commercial partition",
    "cloudfront": "GovCloud shares the global host of the commercial partition",
    "codecatalyst": "takes bearer tokens, no signature; one host for all regions",
    "importexport": "retired; regional names that sign for us-east-1",
    "signin": "takes no signature; hosts of its own outside of the commercial partition",
    "sustainability": "regional dual-stack names that sign for us-east-1",
}


@pytest.mark.parametrize(
    ("host", "region", "service"),
    [
        ("abc123.execute-api.eu-west-1.amazonaws.com", "eu-west-1", "execute-api"),
        ("abc123.execute-api.cn-north-1.amazonaws.com.cn", "cn-north-1", "execute-api"),
        ("abc123-vpce-0a1b.execute-api.us-east-2.amazonaws.com", "us-east-2", "execute-api"),
        ("vpce-0a1b-xyz.execute-api.us-east-1.vpce.amazonaws.com", "us-east-1", "execute-api"),
        ("vpce-0a1b-xyz.api.ecr.us-east-1.vpce.amazonaws.com", "us-east-1", "ecr"),
        ("ABC123.Execute-API.eu-west-1.amazonaws.com:443", "eu-west-1", "execute-api"),
        ("kinesisvideo.us-west-2.amazonaws.com", "us-west-2", "kinesisvideo"),
        ("v-1a2b3c4d.kinesisvideo.us-west-2.amazonaws.com", "us-west-2", "kinesisvideo"),
        ("m-1a2b3c4d.kinesisvideo.us-west-2.amazonaws.com", "us-west-2", "kinesisvideo"),
        ("r-1a2b3c4d.kinesisvideo.ap-southeast-5.amazonaws.com", "ap-southeast-5", "kinesisvideo"),
        ("v-1a2b3c4d.kinesisvideo.us-west-2.api.aws", "us-west-2", "kinesisvideo"),
        ("kinesisvideo-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "kinesisvideo"),
        ("s3.amazonaws.com", "us-east-1", "s3"),
        ("my.bucket.s3.amazonaws.com", "us-east-1", "s3"),
        ("eu-west-1.s3.amazonaws.com", "us-east-1", "s3"),
        ("s3.eu-central-1.amazonaws.com", "eu-central-1", "s3"),
        ("my.bucket.s3.eu-central-1.amazonaws.com", "eu-central-1", "s3"),
        ("s3-us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("bucket.s3-us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("s3-fips-us-gov-west-1.amazonaws.com", "us-gov-west-1", "s3"),
        ("s3-external-1.amazonaws.com", "us-east-1", "s3"),
        ("bucket.s3.dualstack.us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("bucket.s3-fips.dualstack.us-gov-east-1.amazonaws.com", "us-gov-east-1", "s3"),
        ("bucket.s3-accelerate.amazonaws.com", "", "s3"),
        ("ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("ap-123456789012.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("123456789012.s3-control.us-west-2.amazonaws.com", "us-west-2", "s3"),
        ("ap-1.s3-object-lambda.us-west-2.amazonaws.com", "us-west-2", "s3-object-lambda"),
        ("ap-1.op-2.s3-outposts.us-west-2.amazonaws.com", "us-west-2", "s3-outposts"),
        ("b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com", "us-west-2", "s3express"),
        ("s3express-control.us-west-2.amazonaws.com", "us-west-2", "s3express"),
        ("bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com", "us-east-1", "s3"),
        ("abc.us-east-1.aoss.amazonaws.com", "us-east-1", "aoss"),
        ("abc.aoss.us-east-1.on.aws", "us-east-1", "aoss"),
        ("search-logs-abc.us-west-2.es.amazonaws.com", "us-west-2", "es"),
        ("search-logs-abc.aos.us-west-2.on.aws", "us-west-2", "es"),
        ("abc.appsync-api.us-east-1.amazonaws.com", "us-east-1", "appsync"),
        ("abc.appsync-realtime-api.us-east-1.amazonaws.com", "us-east-1", "appsync"),
        ("a1b2c3-ats.iot.eu-west-1.amazonaws.com", "eu-west-1", "iotdevicegateway"),
        ("data-ats.iot.eu-west-1.amazonaws.com", "eu-west-1", "iotdata"),
        ("iot.eu-west-1.amazonaws.com", "eu-west-1", "iot"),
        ("abc.lambda-url.us-east-1.on.aws", "us-east-1", "lambda"),
        ("abc.7d67968.vpc-lattice-svcs.us-west-2.on.aws", "us-west-2", "vpc-lattice-svcs"),
        ("email.us-east-1.amazonaws.com", "us-east-1", "ses"),
        ("monitoring.us-east-1.amazonaws.com", "us-east-1", "monitoring"),
        ("models.lex.us-east-1.amazonaws.com", "us-east-1", "lex"),
        ("runtime.sagemaker.us-east-1.amazonaws.com", "us-east-1", "sagemaker"),
        ("fips.transcribe.us-east-1.amazonaws.com", "us-east-1", "transcribe"),
        ("dynamodb-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "dynamodb"),
        ("123456789012.ddb.us-east-1.amazonaws.com", "us-east-1", "dynamodb"),
        ("iam.amazonaws.com", "us-east-1", "iam"),
        ("iam.us-gov.amazonaws.com", "us-gov-west-1", "iam"),
        ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1", "iam"),
        ("sts.amazonaws.com", "us-east-1", "sts"),
        ("sts.eu-west-3.amazonaws.com", "eu-west-3", "sts"),
        ("cloudfront.amazonaws.com", "us-east-1", "cloudfront"),
        ("route53.amazonaws.com", "us-east-1", "route53"),
        ("us-west-2.queue.amazonaws.com", "us-west-2", "sqs"),
        ("sqs.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", "sqs"),
        ("my-lb-1234.us-west-2.elb.amazonaws.com", "us-west-2", ""),
        ("ec2-1-2-3-4.us-west-2.compute.amazonaws.com", "us-west-2", ""),
        ("db.abc.us-west-2.rds.amazonaws.com", "us-west-2", ""),
        ("rds.us-west-2.amazonaws.com", "us-west-2", "rds"),
        ("amazonaws.com", "", ""),
        ("global.api.aws", "", ""),
        ("notamazonaws.com", "", ""),
        ("api.example.com", "", ""),
        ("s3.us-east-1.amazonaws.com.evil.test", "", ""),
        ("localhost:8080", "", ""),
        ("127.0.0.1", "", ""),
        ("[::1]:8080", "", ""),
        ("", "", ""),
    ],
)
def test_a_host_tells_its_region_and_service(host: str, region: str, service: str):
    """Written cases, from AWS's pages on endpoints."""
    assert region_and_service(host) == HostScope(region, service)


def test_a_multi_region_access_point_wants_sigv4a():
    """It has no region; SigV4A signs for a region set instead."""
    scope = region_and_service("mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com")
    assert scope == HostScope("", "s3", "v4a")


@given(st.text(alphabet="ab-.1:[]", max_size=40), st.sampled_from(["", ".amazonaws.com", ".api.aws"]))
def test_any_host_has_an_answer(name: str, suffix: str):
    """No text makes the reader fail."""
    scope = region_and_service(name + suffix)
    assert suffix or scope == HostScope("", "")


def endpoints() -> Iterator[tuple[str, str, str, str]]:
    """Yield service, host, signing region and signing name of every endpoint in botocore's rules."""
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    partitions = loader.load_data("partitions")
    for service in session.get_available_services():
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        name = metadata.get("signingName", metadata["endpointPrefix"])
        provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
        regions = [region for partition in partitions["partitions"] for region in partition["regions"]]
        for region in regions:
            for variant in range(4):
                try:
                    found = provider.resolve_endpoint(
                        Region=region, UseFIPS=bool(variant & 1), UseDualStack=bool(variant & 2)
                    )
                except EndpointProviderError:
                    continue  # no such endpoint, or one that needs a resource's name
                schemes = [scheme for scheme in found.properties.get("authSchemes", []) if scheme["name"] == "sigv4"]
                scheme = schemes[0] if schemes else {}
                host = found.url.partition("://")[2].partition("/")[0]
                if not region.endswith("-global"):
                    yield service, host, scheme.get("signingRegion", region), scheme.get("signingName", name)


def test_every_endpoint_of_botocore_is_read_right():
    """Every service in every region of every partition, plain, FIPS and dual-stack, but the named exceptions."""
    agreed = 0
    failed = []
    excepted = set()
    for service, host, region, name in endpoints():
        if region_and_service(host) == HostScope(region, name):
            agreed += 1
        elif service not in NOT_IN_THE_NAME:
            failed.append((host, region, name))
        else:
            excepted.add(service)
    print(f"{agreed} endpoints agree")
    assert failed == []
    assert excepted == set(NOT_IN_THE_NAME)
    assert agreed > 70_000


def test_the_table_is_what_botocore_says():
    """The table of exceptions is the one that botocore's service models give; none is missing, none is left over."""
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    expected = {}
    for service in session.get_available_services():
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        prefix = metadata["endpointPrefix"]
        name = metadata.get("signingName", prefix)
        if prefix.rpartition(".")[2] != name:
            expected[prefix] = name
    assert expected == SIGNING_NAMES
