"""Region and service, read from the host name of an AWS endpoint.

Sources: "AWS service endpoints", AWS General Reference; "Making requests", Amazon S3 User Guide; the endpoint rules
in botocore, which the test goes through one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from countersign.signing.signing_names import SIGNING_NAMES

# DNS suffix of each partition, and the region that signs for its global services.
_SUFFIXES = {
    "amazonaws.com": "us-east-1",
    "api.aws": "us-east-1",
    "aws.amazon.com": "us-east-1",
    "on.aws": "us-east-1",
    "amazonaws.com.cn": "cn-northwest-1",
    "api.amazonwebservices.com.cn": "cn-northwest-1",
    "on.amazonwebservices.com.cn": "cn-northwest-1",
    "amazonaws.eu": "eusc-de-east-1",
    "api.amazonwebservices.eu": "eusc-de-east-1",
    "on.amazonwebservices.eu": "eusc-de-east-1",
    "c2s.ic.gov": "us-iso-east-1",
    "api.aws.ic.gov": "us-iso-east-1",
    "sc2s.sgov.gov": "us-isob-east-1",
    "api.aws.scloud": "us-isob-east-1",
    "cloud.adc-e.uk": "eu-isoe-west-1",
    "api.cloud-aws.adc-e.uk": "eu-isoe-west-1",
    "csp.hci.ic.gov": "us-isof-south-1",
    "api.aws.hci.ic.gov": "us-isof-south-1",
}
_LONGEST_FIRST = sorted(_SUFFIXES, key=len, reverse=True)
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}").fullmatch
_S3_WITH_REGION = re.compile(r"s3(?:-fips)?-(?P<region>[a-z]{2}(?:-[a-z]+){1,2}-\d{1,2})").fullmatch
_MARKERS = frozenset({"dualstack", "fips", "global", "vpce"})

# Ends of host names that no service model gives as its prefix.
_NAMES = SIGNING_NAMES | {
    "aos": "es",
    "appsync-api": "appsync",
    "appsync-realtime-api": "appsync",
    "arc-recovery-control-config": "route53-recovery-control-config",
    "catalog-marketplace": "aws-marketplace",
    "data.ats.iot": "iotdata",
    "data.iot": "iotdata",
    "ddb": "dynamodb",
    "efs": "elasticfilesystem",
    "entitlement-marketplace": "aws-marketplace",
    "importexport": "IngestionService",
    "iot-tunneling": "IoTSecuredTunneling",
    "jobs.iot": "iot-jobs-data",
    "kafka-api": "kafka",
    "lambda-url": "lambda",
    "maps.geo": "geo-maps",
    "metering-marketplace": "aws-marketplace",
    "places.geo": "geo-places",
    "queue": "sqs",
    "routes.geo": "geo-routes",
    "s3-accelerate": "s3",
    "s3-accesspoint": "s3",
    "s3-external-1": "s3",
    "s3express-control": "s3express",
    "streams-dynamodb": "dynamodb",
    "timestream-ingest": "timestream",
    "timestream-query": "timestream",
}
# Under these names stand load balancers, instances, databases and web sites, which take no AWS signature.
_NOT_SIGNED_BELOW = frozenset({"cache", "compute", "compute-1", "elb", "rds", "redshift", "s3-website"})


@dataclass(frozen=True, slots=True)
class HostScope:
    """Say what a host signs for; "" where the host does not tell. `algorithm` "v4a" asks for a region set."""

    region: str
    service: str
    algorithm: Literal["v4", "v4a"] = "v4"


def region_and_service(host: str) -> HostScope:
    """Read region and signing name from a host name, with or without a port; "" for both outside of AWS."""
    name = host.partition(":")[0].lower().rstrip(".")
    suffix = next((known for known in _LONGEST_FIRST if name.endswith(f".{known}")), None)
    if suffix is None:
        return HostScope("", "")
    labels = [_without_fips(label) for label in name.removesuffix(f".{suffix}").split(".")]
    if labels[-3:] == ["mrap", "accesspoint", "s3-global"]:
        return HostScope("", "s3", "v4a")
    region, labels = _split(labels)
    service = _signing_name(labels)
    return HostScope(region or _global_region(labels, service, suffix), service)


def _without_fips(label: str) -> str:
    return label.removeprefix("fips-").removesuffix("-fips")


def _split(labels: list[str]) -> tuple[str, list[str]]:
    """Return the region, "" for a global endpoint, and the labels up to the one that names the service."""
    labels = _without_markers(labels)
    if labels[-1:] == ["us-gov"]:
        labels = labels[:-1]
        if not (labels and _REGION(labels[-1])):
            return "us-gov-west-1", labels
    last = labels[-1] if labels else ""
    if _REGION(last):
        return last, _without_markers(labels[:-1])
    legacy = _S3_WITH_REGION(last)
    if legacy:
        return legacy["region"], ["s3"]
    # search-NAME.REGION.es, REGION.queue: the region comes before the service. Of S3 it would be part of a bucket.
    if len(labels) > 1 and _REGION(labels[-2]) and not last.startswith("s3"):
        return labels[-2], [*labels[:-2], last]
    return "", labels


def _without_markers(labels: list[str]) -> list[str]:
    while labels and labels[-1] in _MARKERS:
        labels = labels[:-1]
    return labels


def _signing_name(labels: list[str]) -> str:
    last = labels[-1] if labels else ""
    if last in _NOT_SIGNED_BELOW and len(labels) > 1:
        return ""
    for end in (".".join(labels[-3:]), ".".join(labels[-2:]), last):
        if end in _NAMES:
            return _NAMES[end]
    if last == "iot" and len(labels) > 1:
        return "iotdevicegateway"
    return "s3express" if last.startswith("s3express-") else last


def _global_region(labels: list[str], service: str, suffix: str) -> str:
    if not service or labels[-1:] == ["s3-accelerate"]:
        return ""
    if service == "iam" and _SUFFIXES[suffix] == "cn-northwest-1":
        return "cn-north-1"
    return _SUFFIXES[suffix]
