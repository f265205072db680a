"""Candidates in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.ice_candidate import candidate_lines, parse_candidate
from tests.kvs.examples import CANDIDATE


def said(candidate: str, **fields: object) -> dict[str, str]:
    content = {"candidate": candidate, "sdpMid": "0", **fields}
    return {line.label: line.text for line in candidate_lines(content)}


def test_a_host_candidate_is_taken_apart():
    words = {line.label: line.text for line in candidate_lines(CANDIDATE)}
    assert words["type"].startswith("host")
    assert words["address"] == "192.0.2.14   port 54321"
    assert words["transport"] == "udp"
    assert words["priority"] == "2122260223 = type preference 126, local preference 32542, component 1"
    assert words["belongs to"] == "mid 0   media line 0"
    assert "warnings" not in words


def test_reflexive_and_relayed_candidates_say_where_they_come_from():
    reflexive = said("candidate:0 1 udp 1694498815 203.0.113.7 61022 typ srflx raddr 192.0.2.14 rport 54321")
    assert reflexive["type"].startswith("server reflexive")
    assert reflexive["related"].startswith("192.0.2.14   port 54321")
    relayed = said("candidate:2 1 udp 16777215 198.51.100.3 50112 typ relay raddr 203.0.113.7 rport 61022")
    assert relayed["type"].startswith("relay")
    assert "TURN server" in relayed["related"]


def test_tcp_ipv6_mdns_and_components_are_put_into_words():
    tcp = said("candidate:3 2 TCP 1518280446 2001:db8::1 9 typ host tcptype active")
    assert tcp["transport"].startswith("tcp   active")
    assert tcp["address"] == "2001:db8::1   port 9 (none yet)"
    assert tcp["component"] == "2 (RTCP)"
    hidden = said("candidate:4 1 udp 2113937151 1b2c.local 5000 typ host")
    assert "mDNS" in hidden["address"]
    assert parse_candidate("a=candidate:4 1 udp 2113937151 1b2c.local 5000 typ host").is_hidden


@pytest.mark.parametrize("candidate", ["", "  ", None])
def test_an_empty_candidate_ends_them(candidate: str | None):
    lines = candidate_lines({"candidate": candidate, "sdpMid": "0"})
    assert lines[0].text.startswith("end of candidates")


@pytest.mark.parametrize(
    ("candidate", "fields", "doubt"),
    [
        ("candidate:1 1 udp 1 192.0.2.1 99999 typ host", {}, "99999 is not a port"),
        ("candidate:1 1 tcp 2122260223 192.0.2.1 9 typ host", {}, "needs a tcptype"),
        ("candidate:1 2 udp 2122260223 192.0.2.1 5000 typ host", {}, "another component"),
        ("candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host", {"sdpMid": None}, "browsers refuse it"),
    ],
)
def test_what_is_doubtful_is_said(candidate: str, fields: dict, doubt: str):
    lines = candidate_lines({"candidate": candidate, "sdpMid": "0", **fields})
    warned = [line.text for line in lines if line.tone == "warn"]
    assert any(doubt in text for text in warned)


@pytest.mark.parametrize("content", [None, [], "candidate", {}, {"candidate": "udp"}, {"candidate": 7}])
def test_what_is_no_candidate_is_said_to_be_none(content: object):
    lines = candidate_lines(content)
    assert any(line.tone == "error" for line in lines) or lines[0].text.startswith("end of candidates")


words = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=20)


@given(words, st.integers(1, 256), st.integers(1, 2**31 - 1), words, st.integers(0, 65535), words)
def test_what_the_grammar_makes_is_read_back(foundation, component, priority, address, port, kind):
    candidate = parse_candidate(f"candidate:{foundation} {component} udp {priority} {address} {port} typ {kind}")
    assert (candidate.foundation, candidate.component, candidate.priority) == (foundation, component, priority)
    assert (candidate.address, candidate.port, candidate.type) == (address, port, kind.lower())


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"]), json_like))
def test_any_content_is_put_into_lines(content: dict):
    assert candidate_lines(content)


@given(st.text(max_size=300).map("candidate:".__add__))
def test_any_text_is_a_candidate_or_none(line: str):
    parse_candidate(line)
    assert candidate_lines({"candidate": line})
