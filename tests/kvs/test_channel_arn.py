"""ARNs and names of channels, right and wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.channel_arn import ChannelArn, check_channel_name, is_arn
from countersign.model.errors import InputError
from tests.kvs.examples import ARN


def test_an_arn_is_taken_apart_and_put_together_again():
    arn = ChannelArn.parse(f"  {ARN}\n")
    assert (arn.partition, arn.region, arn.account) == ("aws", "us-west-2", "123456789012")
    assert (arn.name, arn.created) == ("front-door-camera", "1699999999999")
    assert str(arn) == ARN


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws-cn:kinesisvideo:cn-north-1:123456789012:channel/a/1",
        "arn:aws-us-gov:kinesisvideo:us-gov-west-1:123456789012:channel/a/1",
    ],
)
def test_other_partitions_are_read_with_their_regions(arn: str):
    assert str(ChannelArn.parse(arn)) == arn


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        ("", "There is no ARN"),
        ("front-door-camera", "is not the ARN of a channel"),
        (ARN.replace("kinesisvideo", "kinesis"), "belongs to “kinesis”"),
        (ARN.replace("channel/", "stream/"), "of a video stream"),
        (ARN.replace("arn:aws:", "arn:aws-cn:"), "us-west-2 lies in aws"),
        (ARN.replace("us-west-2", "oregon"), "“oregon” where its region belongs"),
        (ARN.replace("123456789012", "12345678901"), "“12345678901” as its account"),
        (ARN.removesuffix("/1699999999999"), "without the time"),
        (ARN.replace("front-door-camera", "front door"), "is no channel"),
        (f"{ARN}/x", "is no channel"),
        (ARN.replace("front-door-camera", "f" * 1100), "is not the ARN of a channel"),
    ],
)
def test_what_is_wrong_with_an_arn_is_said(arn: str, said: str):
    with pytest.raises(InputError) as refused:
        ChannelArn.parse(arn)
    assert said in refused.value.failure.sentence
    assert refused.value.failure.field == "Channel ARN"
    assert refused.value.failure.action


@given(st.text())
def test_any_text_is_an_arn_or_refused(text: str):
    try:
        arn = ChannelArn.parse(text)
    except InputError:
        return
    assert str(arn) == text.strip()


@pytest.mark.parametrize("name", ["a", "front-door_camera.1", "x" * 256])
def test_a_name_that_aws_takes_passes(name: str):
    check_channel_name(name)


@pytest.mark.parametrize("name", ["", "front door", "x" * 257, "kamera/1", "türe", "a\n"])
def test_a_name_that_aws_refuses_is_refused_here(name: str):
    with pytest.raises(InputError) as refused:
        check_channel_name(name)
    assert refused.value.failure.field == "Channel name"


def test_a_text_that_begins_like_an_arn_is_meant_as_one():
    assert is_arn(" arn:aws:broken")
    assert not is_arn("barn:door")
