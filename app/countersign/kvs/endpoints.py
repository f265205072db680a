"""Where KVS answers in each region: control plane and STUN hosts of every partition.

Source: the endpoint rules of kinesisvideo and the partitions in botocore, which the test goes through one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.model.channel import IceServer
from countersign.model.errors import Failure, InputError
from countersign.signing.refusals import shown

_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Partition:
    """Name a partition, the start of its regions' names, and its DNS suffixes."""

    name: str
    region_start: str
    suffix: str
    dual_stack_suffix: str


_COMMERCIAL = Partition("aws", "", "amazonaws.com", "api.aws")
_OTHERS = (
    Partition("aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    Partition("aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"),
    Partition("aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
    Partition("aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
    Partition("aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
    Partition("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    Partition("aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
)


def partition_of(region: str) -> Partition:
    """Return the partition of a region; one that nobody knows counts as commercial."""
    return next((partition for partition in _OTHERS if region.startswith(partition.region_start)), _COMMERCIAL)


def is_region(text: str) -> bool:
    """Tell whether a text has the shape of a region's name."""
    return _REGION(text) is not None


def check_region(region: str) -> None:
    """Raise `InputError` on the field `Region` for a text that can be no region."""
    if is_region(region):
        return
    sentence = f"“{shown(region)}” is not a region." if region else "There is no region."
    action = "Write one such as us-west-2, or give the channel by its ARN, which names it."
    raise InputError(Failure("kvs.region", sentence, action, field="Region"))


def control_plane_url(region: str, *, fips: bool = False, dual_stack: bool = False) -> str:
    """Return the base URL of the control plane, without a slash at its end; raise `InputError` for no region."""
    check_region(region)
    host = "kinesisvideo-fips" if fips else "kinesisvideo"
    return f"https://{host}.{region}.{_suffix(region, dual_stack=dual_stack)}"


def stun_server(region: str, *, dual_stack: bool = False) -> IceServer:
    """Return the STUN server of a region, which no call names ("GetIceServerConfig" answers with TURN only)."""
    check_region(region)
    return IceServer((f"stun:stun.kinesisvideo.{region}.{_suffix(region, dual_stack=dual_stack)}:443",))


def _suffix(region: str, *, dual_stack: bool) -> str:
    partition = partition_of(region)
    return partition.dual_stack_suffix if dual_stack else partition.suffix
