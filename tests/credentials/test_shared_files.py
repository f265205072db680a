"""The AWS shared files mean what the AWS CLI takes them for, and one bad line costs one line only."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.credentials.shared_files import LARGEST_FILE, parse_shared_file, read_shared_file

PATH = Path("/home/me/.aws/config")


def parsed(text: str):
    return parse_shared_file(text.encode(), PATH)


def test_sections_settings_comments_and_nested_settings():
    file = parsed(
        "# mine\n[default]\nregion = us-west-2\r\n; more\n\n"
        "[profile x]\nOUTPUT=json\ns3 =\n  a = 1\n  b = 2\nkey : v=w\n"
    )
    assert file.sections == {
        "default": {"region": "us-west-2"},
        "profile x": {"output": "json", "s3": "\na = 1\nb = 2", "key": "v=w"},
    }
    assert file.notices == ()


@pytest.mark.parametrize(
    ("text", "line", "left"),
    [
        ("[default]\nregion\noutput = json\n", 2, {"default": {"output": "json"}}),
        ("region = x\n[a]\nb = c\n", 1, {"a": {"b": "c"}}),
        ("[a]\nb = c\n[broken\nd = e\n[f]\ng = h\n", 3, {"a": {"b": "c"}, "f": {"g": "h"}}),
        ("[a]\n= c\nd = e\n", 2, {"a": {"d": "e"}}),
    ],
)
def test_a_bad_line_is_named_by_file_and_number_and_the_rest_is_read(text, line, left):
    file = parsed(text)
    notice = file.notices[0]
    assert notice.id == "profiles.line"
    assert f"Line {line} of {PATH}" in notice.sentence
    assert file.sections == left


def test_a_notice_never_quotes_the_line_which_may_hold_a_secret():
    file = parsed("[default]\naws_secret_access_key wJalrXUtnFEMI/K7MDENG\n")
    assert "wJalr" not in repr(file)


def test_a_section_that_comes_twice_is_read_as_one_and_a_byte_order_mark_is_left_out():
    file = parse_shared_file(b"\xef\xbb\xbf[a]\nb = 1\n[c]\n[a]\nd = 2\n", PATH)
    assert file.sections == {"a": {"b": "1", "d": "2"}, "c": {}}


def test_a_line_that_is_not_text_is_left_out():
    file = parse_shared_file(b"[a]\nb = \xff\xfe\nc = d\n", PATH)
    assert (file.sections, file.notices[0].sentence) == (
        {"a": {"c": "d"}},
        f"Line 2 of {PATH} was left out. This line is not UTF-8 text.",
    )


def test_a_missing_file_is_empty_and_one_that_cannot_be_read_has_a_notice(tmp_path):
    assert read_shared_file(tmp_path / "none").notices == ()
    (tmp_path / "folder").mkdir()
    large = tmp_path / "large"
    large.write_bytes(b"#" * (LARGEST_FILE + 1))
    for path in (tmp_path / "folder", large):
        (notice,) = read_shared_file(path).notices
        assert notice.id == "profiles.unreadable"
        assert str(path) in notice.sentence
        assert notice.detail


_NAME = st.from_regex(r"[a-z_][a-z0-9_]{0,10}", fullmatch=True)
_VALUE = st.text("abcXYZ019=:/+#; []-", max_size=20).map(str.strip)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(_NAME, st.dictionaries(_NAME, _VALUE, max_size=4), max_size=4),
    st.sampled_from(["=", " = ", ": "]),
)
def test_well_formed_files_mean_what_configparser_takes_them_for(sections, sign):
    text = "".join(
        f"[profile {title}]\n" + "".join(f"{name}{sign}{value}\n" for name, value in values.items()) + "\n"
        for title, values in sections.items()
    )
    judge = configparser.RawConfigParser()
    judge.read_string(text)
    file = parsed(text)
    assert file.sections == {title: dict(judge.items(title)) for title in judge.sections()}
    assert file.notices == ()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(data):
    file = parse_shared_file(data, PATH)
    assert all(notice.id == "profiles.line" for notice in file.notices)
