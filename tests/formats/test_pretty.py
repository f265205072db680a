"""Laying out JSON and XML: only white space may change."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import countersign
from countersign.formats.pretty import DEEPEST, NotFormatted, main, pretty

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)
NAMES = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
TEXTS = st.text(alphabet="ab &;'\"\u00e9", max_size=8).map(lambda text: text.replace("&", "&amp;"))
ELEMENTS = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda name, parts: f"<{name} x='>'>{''.join(parts)}</{name}>", NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
).map(lambda text: f"<root>{text}</root>")


def test_json_keeps_numbers_and_repeated_keys_as_they_were_written():
    assert pretty(b'{"a":1.50,"a":1E400,"b":[]}', "json") == b'{\n  "a": 1.50,\n  "a": 1E400,\n  "b": []\n}'


@given(VALUES)
def test_laid_out_json_means_the_same(value: object):
    source = json.dumps(value)
    result = pretty(source.encode(), "json")
    assert isinstance(result, bytes)
    assert json.loads(result) == json.loads(source)


@pytest.mark.parametrize(
    ("source", "offset", "words"),
    [
        (b'{"a":1,}', 7, "trailing comma"),
        (b'{"a":', 5, "ends too early"),
        (b"", 0, "ends too early"),
        (b"[" * 100_000, 0, "nested too deeply"),
        (b"{} x", 4, "trailing characters"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(source: bytes, offset: int, words: str):
    result = pretty(source, "json")
    assert isinstance(result, NotFormatted)
    assert result.offset == offset
    assert words in result.reason


def test_a_byte_order_mark_before_json_is_left_out():
    assert pretty(b"\xef\xbb\xbf[]", "json") == b"[]"


def test_xml_is_indented_and_elements_with_text_stay_on_one_line():
    source = b'<?xml version="1.0"?><a><b/><c>te<i>x</i>t</c><d></d><e><f g=">">1</f></e><!-- h --></a>'
    assert pretty(source, "xml") == (
        b'<?xml version="1.0"?>\n<a>\n  <b/>\n  <c>te<i>x</i>t</c>\n  <d></d>\n  <e>\n    <f g=">">1</f>\n  </e>\n'
        b"  <!-- h -->\n</a>"
    )


def test_xml_entities_are_left_as_they_are():
    source = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    result = pretty(source, "xml")
    assert isinstance(result, bytes)
    assert result.endswith(b"<a>&x;</a>")
    assert b'SYSTEM "file:///etc/passwd"' in result


@given(ELEMENTS)
def test_laid_out_xml_differs_in_white_space_only(source: str):
    result = pretty(source.encode(), "xml")
    assert isinstance(result, bytes)
    assert re.sub(rb"\s+", b"", result) == re.sub(rb"\s+", b"", source.encode())


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        (b"<a><b></a>", 6),
        (b"<a", 0),
        (b"<a>", 3),
        (b"</a>", 0),
        (b"<a" * 200_000, 0),
        (b"<!--x>" * 200_000, 0),
        (b"<a>" * (DEEPEST + 1), 3 * DEEPEST),
    ],
)
def test_what_is_not_xml_is_refused_with_its_place(source: bytes, offset: int):
    result = pretty(source, "xml")
    assert isinstance(result, NotFormatted)
    assert result.offset == offset


def test_other_languages_have_no_layout():
    assert isinstance(pretty(b"x", "text"), NotFormatted)


def test_the_module_lays_out_a_file_in_a_process_of_its_own(tmp_path: Path):
    (tmp_path / "source").write_bytes(b"[1]")
    words = [sys.executable, "-m", "countersign.formats.pretty", "json"]
    app = Path(countersign.__file__).parents[1]
    done = subprocess.run(
        [*words, tmp_path / "source", tmp_path / "target"], env={"PYTHONPATH": str(app)}, check=True
    )
    assert done.returncode == 0
    assert (tmp_path / "target").read_bytes() == b"[\n  1\n]"


def test_the_module_says_where_it_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "source").write_bytes(b"[1,]")
    assert main(["json", str(tmp_path / "source"), str(tmp_path / "target")]) == 1
    assert capsys.readouterr().out.startswith("3 This is not JSON")
    assert not (tmp_path / "target").exists()
