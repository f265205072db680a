"""Whether XML's tags close, and how it is laid out."""

from __future__ import annotations

import pytest

from countersign.ui.request.xml_text import format_xml, xml_problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<a>\n <b>\n</a>", "Line 3, column 1: </a> stands where </b> was expected"),
        ("<a><b/>", "Line 1, column 1: <a> is not closed"),
        ("</a>", "Line 1, column 1: </a> closes nothing"),
        ("<a>1 < 2</a>", "Line 1, column 6: this is not a tag"),
    ],
)
def test_the_first_wrong_tag_is_named(text, words):
    """Lines and columns count characters from one."""
    assert str(xml_problem(text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        '<?xml version="1.0"?><!-- <b> --><a x=">"/>',
        "<a><![CDATA[<b>]]></a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>{{variable}}</a>",
    ],
)
def test_what_is_not_a_tag_is_left_alone(text):
    """Comments, CDATA, declarations and quoted brackets hold no tags."""
    assert xml_problem(text) is None


def test_elements_get_lines_and_texts_stay_as_they_are():
    """Mixed content is kept to the character."""
    text = '<?xml version="1.0"?><a><b x="1"> t <i>u</i>\n</b><c/><d></d><e><f>1</f></e></a>'
    lines = [
        '<?xml version="1.0"?>',
        "<a>",
        '  <b x="1"> t <i>u</i>',
        "</b>",
        "  <c/>",
        "  <d></d>",
        "  <e>",
        "    <f>1</f>",
        "  </e>",
        "</a>",
    ]
    assert format_xml(text) == "\n".join(lines)


def test_formatting_twice_changes_nothing_more():
    """The layout is a fixed point."""
    once = format_xml("<a><b><c>1</c></b><!-- x --></a>")
    assert isinstance(once, str)
    assert format_xml(once) == once


def test_formatting_says_why_it_cannot():
    """A mistake is told with its place."""
    assert str(format_xml("<a>")) == "Line 1, column 1: <a> is not closed"


def test_deep_nesting_takes_one_pass():
    """Twenty thousand levels are laid out without recursion."""
    text = "<a>" * 20_000 + "</a>" * 20_000
    assert isinstance(format_xml(text[:9000] + text[-12000:]), str)
