"""Hosts of the control plane, against botocore's endpoint rules."""

from __future__ import annotations

import json
from collections.abc import Iterator

import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider

from countersign.kvs.endpoints import control_plane_url, partition_of, stun_server
from countersign.model.errors import InputError


@pytest.fixture(scope="module")
def loader() -> botocore.loaders.Loader:
    return botocore.session.Session().get_component("data_loader")


def every_region(partitions: dict) -> Iterator[tuple[str, str]]:
    for partition in partitions["partitions"]:
        for region in partition["regions"]:
            if not region.endswith("-global"):
                yield partition["id"], region


@pytest.mark.parametrize("service", ["kinesisvideo", "kinesis-video-signaling", "kinesis-video-webrtc-storage"])
def test_every_region_has_the_host_that_botocore_gives_it(loader: botocore.loaders.Loader, service: str):
    """All regions of all partitions, with and without FIPS and dual stack, for the services behind a channel."""
    partitions = loader.load_data("partitions")
    rules = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    checked = 0
    for partition, region in every_region(partitions):
        assert partition_of(region).name == partition
        for fips in (False, True):
            for dual_stack in (False, True):
                expected = rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual_stack).url
                assert control_plane_url(region, fips=fips, dual_stack=dual_stack) == expected
                checked += 1
    assert checked > 150


def test_a_region_that_nobody_knows_yet_counts_as_commercial():
    assert control_plane_url("mx-central-9") == "https://kinesisvideo.mx-central-9.amazonaws.com"


@pytest.mark.parametrize("region", ["", "Oregon", "us-west-2.evil.example", "us-west-2/", "us_west_2", "us-west-2\n"])
def test_a_text_that_is_no_region_reaches_no_host_name(region: str):
    with pytest.raises(InputError) as refused:
        control_plane_url(region)
    assert refused.value.failure.field == "Region"
    with pytest.raises(InputError):
        stun_server(region)


def test_the_stun_server_stands_beside_the_control_plane():
    assert stun_server("us-west-2").uris == ("stun:stun.kinesisvideo.us-west-2.amazonaws.com:443",)
    assert stun_server("cn-north-1").uris == ("stun:stun.kinesisvideo.cn-north-1.amazonaws.com.cn:443",)
    assert stun_server("us-west-2", dual_stack=True).uris == ("stun:stun.kinesisvideo.us-west-2.api.aws:443",)


def test_the_model_paths_are_those_that_the_control_plane_uses(loader: botocore.loaders.Loader):
    """The request paths of the service models, read from botocore and looked for in our source."""
    import inspect

    from countersign.kvs import control_plane

    source = inspect.getsource(control_plane)
    for service, names in {
        "kinesisvideo": (
            "DescribeSignalingChannel",
            "CreateSignalingChannel",
            "ListSignalingChannels",
            "DeleteSignalingChannel",
            "GetSignalingChannelEndpoint",
        ),
        "kinesis-video-signaling": ("GetIceServerConfig",),
        "kinesis-video-webrtc-storage": ("JoinStorageSession", "JoinStorageSessionAsViewer"),
    }.items():
        operations = loader.load_service_model(service, "service-2")["operations"]
        for name in names:
            assert json.dumps(operations[name]["http"]["requestUri"])[1:] in source
