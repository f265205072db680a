"""A URL in a shell, in Python and in JavaScript stays the same URL."""

from __future__ import annotations

import ast
import json
import shlex
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countersign.kvs.snippets import SNIPPETS, javascript, python, websocat, wscat
from tests.kvs.test_signed_url import channel_url

urls = st.text(min_size=1).filter(lambda text: "\0" not in text)


@given(urls)
@example("wss://host/?a=1&b='$(reboot)'`x`\\")
def test_a_shell_gives_the_url_back_as_one_argument(url: str):
    assert shlex.split(wscat(url)) == ["wscat", "-c", url]
    assert shlex.split(websocat(url)) == ["websocat", url]


def test_a_real_shell_gives_the_url_back():
    url = "wss://host/?a=1&b='$(echo no)'`echo no`\\\"!"
    said = subprocess.run(
        ["/bin/sh", "-c", wscat(url).replace("wscat -c", "printf %s")], capture_output=True, text=True, check=True
    )
    assert said.stdout == url


@given(urls)
def test_python_gives_the_url_back(url: str):
    tree = ast.parse(python(url))
    assert next(node.value.value for node in tree.body if isinstance(node, ast.Assign)) == url


@given(urls)
def test_javascript_holds_the_url_as_one_string(url: str):
    line = javascript(url).split("\n", 1)[0]
    assert json.loads(line.removeprefix("const url = ").removesuffix(";")) == url
    assert line.isascii()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.name)
def test_each_snippet_is_made_of_a_signed_url(snippet):
    url = str(channel_url().url)
    assert url in snippet.text(url)
    assert f"'{url}'" in wscat(url)
