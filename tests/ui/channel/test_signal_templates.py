"""Every template is a message that the codec takes without a remark."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from countersign.kvs.message_codec import encode_message
from countersign.kvs.sdp_agreement import disagreements
from countersign.kvs.sdp_warnings import warnings
from countersign.kvs.session_description import parse_sdp
from countersign.ui.channel.signal_templates import templates

DESCRIPTIONS = [template for template in templates() if template.type in ("SDP_OFFER", "SDP_ANSWER")]


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.title)
def test_a_template_goes_out_without_a_note(template):
    assert encode_message(replace(template, correlation_id="c-1"), "VIEWER").notes == ()


@pytest.mark.parametrize("template", DESCRIPTIONS, ids=lambda template: template.title)
def test_a_description_parses_with_nothing_odd_in_it(template):
    content = json.loads(template.payload)
    description = parse_sdp(content["sdp"])
    assert content["sdp"].endswith("\r\n")
    assert [media.label for media in description.media][:2] == ["audio", "video"]
    assert warnings(description, content["type"]) == ()


def test_the_answer_fits_the_first_offer():
    offer, _, answer = (json.loads(one.payload)["sdp"] for one in DESCRIPTIONS)
    assert disagreements(offer, answer) == ()
