"""How a path and a query are read before they are signed."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import SigningError
from countersign.model.url import WireUrl
from countersign.signing.canonical_url import (
    canonical_pairs,
    encoded,
    joined,
    refuse_signing_parameters,
    s3_path,
    sorted_query,
    standard_path,
)

URL_TEXT = st.text(alphabet="aB1-._~%/+&=?!$'()*,;:@[]|2fFé ", max_size=30)


def canonical_query(query: str | None) -> str:
    return joined(canonical_pairs(query))


@pytest.mark.parametrize(
    ("wire", "canonical"),
    [
        (None, ""),
        ("", ""),
        ("a=1", "a=1"),
        ("flag", "flag="),
        ("=x", "=x"),
        ("a=+&b=%7E&c=%2f&d=/", "a=%20&b=~&c=%2F&d=%2F"),
        ("a=b=c", "a=b%3Dc"),
        ("&&a=1&", "a=1"),
        ("a=%&b=50%&c=%zz", "a=%25&b=50%25&c=%25zz"),
        ("Param-3=3&Param=2&%E1%88%B4=1", "%E1%88%B4=1&Param=2&Param-3=3"),
        ("a=2&a=10&a=1", "a=1&a=10&a=2"),
        ("b=1&B=1&a=1&A=1", "A=1&B=1&a=1&b=1"),
        ("a=%C3%A9&a=e", "a=%C3%A9&a=e"),
        ("a=[]!*'();:@$,|?", "a=%5B%5D%21%2A%27%28%29%3B%3A%40%24%2C%7C%3F"),
    ],
)
def test_a_query_is_decoded_encoded_and_sorted(wire: str | None, canonical: str):
    """Names and values are read as a server reads them, and put in order."""
    assert canonical_query(wire) == canonical


@given(URL_TEXT)
def test_a_canonical_query_is_its_own_canonical_form(text: str):
    """Reading a canonical query again changes nothing."""
    query = WireUrl.parse("https://a.test/").with_query(encoded(text)).query
    once = canonical_query(query)
    assert canonical_query(once) == once
    once = canonical_query(text)
    assert canonical_query(once) == once


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6))
def test_a_canonical_query_means_what_was_written(pairs: list[tuple[str, str]]):
    """Another parser reads the same pairs from it, in the order of their encoded bytes."""
    query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs)
    read = parse_qsl(canonical_query(query), keep_blank_values=True)
    assert sorted(read) == sorted(pairs)
    assert read == sorted(pairs, key=lambda pair: (encoded(pair[0]), encoded(pair[1])))


@pytest.mark.parametrize(
    ("wire", "normalized", "written"),
    [
        ("/", "/", "/"),
        ("//", "/", "//"),
        ("/a/.", "/a", "/a/."),
        ("/a/b/..", "/a", "/a/b/.."),
        ("/../a", "/a", "/../a"),
        ("/a/./b/../c//", "/a/c/", "/a/./b/../c//"),
        ("/%E1%88%B4", "/%25E1%2588%25B4", "/%25E1%2588%25B4"),
        ("/.%2E/x", "/.%252E/x", "/.%252E/x"),
        ("/!'()*:@,;|", "/%21%27%28%29%2A%3A%40%2C%3B%7C", "/%21%27%28%29%2A%3A%40%2C%3B%7C"),
        ("/.well-known/a", "/.well-known/a", "/.well-known/a"),
    ],
)
def test_a_standard_path_is_encoded_once_more(wire: str, normalized: str, written: str):
    """The wire form is encoded again; dots and empty segments go only when it is normalised."""
    assert standard_path(wire, normalize=True) == normalized
    assert standard_path(wire, normalize=False) == written


@pytest.mark.parametrize(
    ("wire", "canonical"),
    [
        ("/a//b/../c", "/a//b/../c"),
        ("/./", "/./"),
        ("/a%2fb", "/a/b"),
        ("/%7e!%e1%88%b4", "/~%21%E1%88%B4"),
        ("/a+b", "/a%2Bb"),
        ("/50%", "/50%25"),
    ],
)
def test_an_s3_path_is_decoded_and_encoded_once(wire: str, canonical: str):
    """S3 keys keep their dots and slashes, and `+` is no space in a path."""
    assert s3_path(wire) == canonical


@given(URL_TEXT)
def test_an_s3_path_keeps_its_key(text: str):
    """However the key was spelled on the wire, the canonical path names the same key, and is stable."""
    wire = WireUrl.parse(f"https://a.test/{text.replace('?', '')}").path
    assert unquote(s3_path(wire)) == unquote(wire)
    assert s3_path(s3_path(wire)) == s3_path(wire)


@given(URL_TEXT)
def test_a_normalised_path_has_no_dot_segments(text: str):
    """No "..", "." or empty segment is left inside a normalised path."""
    wire = WireUrl.parse(f"https://a.test/{text.replace('?', '')}").path
    path = standard_path(wire, normalize=True)
    assert path.startswith("/")
    assert not {"", ".", ".."} & set(path.strip("/").split("/")) or path == "/"


def test_a_sorted_query_keeps_path_and_host():
    """Only the query is put in order; without one nothing changes."""
    url = WireUrl.parse("wss://a.test:8443/b//c?z=+&X-Amz-SignedHeaders=host&X-Amz-Signature=0&a")
    bare = WireUrl.parse("wss://a.test/")
    assert str(sorted_query(url)) == ("wss://a.test:8443/b//c?X-Amz-Signature=0&X-Amz-SignedHeaders=host&a=&z=%20")
    assert sorted_query(bare) is bare


@pytest.mark.parametrize(
    "name",
    ["Algorithm", "Credential", "Date", "Expires", "Region-Set", "Security-Token", "Signature", "SignedHeaders"],
)
def test_each_part_of_a_signature_is_recognised(name: str):
    """Every parameter that the signer writes is refused when it is there already, in any case."""
    for spelling in (f"X-Amz-{name}", f"x-amz-{name.lower()}"):
        with pytest.raises(SigningError, match=spelling):
            refuse_signing_parameters([("a", "1"), (spelling, "x")])
    refuse_signing_parameters([("a", "X-Amz-Signature"), ("X-Amz-SignatureX", "")])
