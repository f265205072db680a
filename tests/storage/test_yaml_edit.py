"""A change to a YAML file touches what changed and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import StorageError
from countersign.storage.yaml_document import parse_yaml
from countersign.storage.yaml_edit import EditableYaml, new_yaml

TEXT = """\
# on top
info:
  name: 'Get user'   # the name
  type: http
http:
  method: GET

  # where to
  url: "{{base_url}}/x"
  headers:
    - name: A   # first
      value: "1"
    - name: B   # second
      value: '2'
    # before the third
    - name: C
      value: 3
  unknown: [a,  b]
# at the end
"""


def header(name, value):
    return {"name": name, "value": value}


def document(url="u", headers=(), **more):
    return {"info": {"name": "n"}, "http": {"url": url, "headers": list(headers), **more}}


ALL = [header("A", "1"), header("B", "2"), header("C", "3")]


def changed(old, new, text=TEXT):
    file = EditableYaml(text)
    file.change(old, new)
    return file.text()


def test_no_change_leaves_every_byte():
    assert changed(document(), document()) == TEXT.replace("[a,  b]", "[a, b]")


def test_one_value_changes_one_line():
    after = changed(document(url="u"), document(url="https://y")).split("\n")
    before = TEXT.replace("[a,  b]", "[a, b]").split("\n")
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert different == [('  url: "{{base_url}}/x"', '  url: "https://y"')]


def test_an_entry_of_a_list_changes_in_its_place():
    after = changed(document(headers=ALL), document(headers=[ALL[0], header("B", "9"), ALL[2]]))
    assert "- name: B   # second\n      value: '9'" in after
    assert "- name: A   # first" in after
    assert "# before the third" in after


def test_an_entry_is_added_and_another_taken_out():
    added = changed(document(headers=ALL), document(headers=[*ALL, header("D", "4")]))
    assert parse_yaml(added.encode())["http"]["headers"][3] == header("D", "4")
    assert "# before the third" in added
    removed = changed(document(headers=ALL), document(headers=ALL[1:]))
    assert [entry["name"] for entry in parse_yaml(removed.encode())["http"]["headers"]] == ["B", "C"]
    assert "# second" in removed


def test_a_new_key_is_added_and_a_gone_one_goes():
    after = changed(document(), document(auth={"type": "bearer", "token": "{{t}}"}))
    found = parse_yaml(after.encode())["http"]
    assert found["auth"] == {"type": "bearer", "token": "{{t}}"}
    assert found["unknown"] == ["a", "b"]
    assert "auth" not in parse_yaml(changed(document(auth="inherit"), document(), after).encode())["http"]


@pytest.mark.parametrize(
    "text",
    [
        "a:\n- b: 1\n  c: 2\nd:\n    e: 1\n",
        "a:\n    - b: 1\n      c: 2\nd:\n    e: 1\n",
        "---\na: 1\nd:\n  e: 1\n",
        "a: 1\r\nd:\r\n  e: 1\r\n",
        "a: " + "word " * 100 + "end\nd:\n  e: 1\n",
    ],
    ids=["flush dashes", "four spaces", "document mark", "Windows lines", "long line"],
)
def test_the_writers_own_style_is_kept(text):
    assert changed({"d": {"e": "1"}}, {"d": {"e": 2}}, text) == text.replace("e: 1", "e: 2")


def test_what_is_no_mapping_cannot_be_edited():
    with pytest.raises(StorageError):
        EditableYaml("- a")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "",
        "a\nb",
        "a\nb\n",
        " a\nb",
        "\n\n",
        "a\n\n",
        "a \nb",
        "1.10",
        "true",
        "~",
        "- a",
        "a: b",
        "#",
        "a\tb\nc",
        "<<",
        "2024-01-01",
    ]
)


@given(
    st.dictionaries(
        texts.filter(lambda key: key != "<<"), texts | st.lists(texts, max_size=3), min_size=1, max_size=4
    )
)
def test_any_texts_come_back_from_a_new_file(content):
    assert parse_yaml(new_yaml(content).encode()) == content


@given(st.lists(texts, max_size=5), st.lists(texts, max_size=5))
def test_any_list_becomes_any_other(old, new):
    file = EditableYaml(new_yaml({"a": old, "keep": "x"}))
    file.change({"a": old}, {"a": new})
    assert parse_yaml(file.text().encode()) == {"a": new, "keep": "x"}


@given(texts, texts)
def test_any_text_takes_the_place_of_any_other_whatever_its_style(old, new):
    for style in ("|-\n  x\n", ">-\n  x\n", "'x'\n", '"x"\n', "x\n"):
        file = EditableYaml(f"a: {style}keep: 1\n")
        file.change({"a": old}, {"a": new})
        assert parse_yaml(file.text().encode()) == {"a": "x" if old == new else new, "keep": 1}
