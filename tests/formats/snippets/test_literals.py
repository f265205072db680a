"""Any text is a literal of each language, and comes back as it was."""

from __future__ import annotations

import ast
import base64
import json
import os
import re
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countersign.formats.snippets.literals import (
    go_text,
    java_text,
    javascript_text,
    python_text,
    shell_escapes,
    shell_word,
)
from countersign.formats.snippets.snippet_request import FromEnvironment

NASTY = [
    "",
    "it's",
    "'\"'\"'",
    "a\\",
    "\\u000a",
    'x\n"""y"""\n""""',
    'ends with"',
    "`${x}` $(id) `id` $HOME %s %% \\n \\0101",
    "a\nb`c\n${d}",
    "\r\n\t\0\x07\x7f\x85\u2028\ufeff",
    "😀é漢\nline\n",
    "-n -e --",
    "!history *?[a]~{a,b}",
    "{{braces}} {% raw %}",
]
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(NASTY)


@example('a\n"')
@given(texts)
@settings(max_examples=400)
def test_python_reads_its_literal(text):
    assert ast.literal_eval(python_text((text,))) == text


@given(texts)
@settings(max_examples=400)
def test_a_go_literal_means_what_python_reads_in_it(text):
    literal = go_text((text,))
    if literal.startswith("`"):
        assert literal == f"`{text}`"
        assert "`" not in text
        assert "\r" not in text
    else:
        assert ast.literal_eval(literal) == text
    assert "\ufeff" not in literal


@pytest.fixture(scope="module")
def many() -> list[str]:
    drawn: list[str] = []

    @settings(max_examples=300, database=None)
    @given(texts)
    def draw(text):
        drawn.append(text)

    draw()
    return NASTY + drawn


def run(command: list[str], program: str) -> bytes:
    done = subprocess.run(command, input=program.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_shell_reads_its_words(many):
    lines = "".join(f"printf '%s\\0' {shell_word((text,))}\n" for text in many)
    words = run([shutil.which("sh") or "sh"], lines).split(b"\0")[:-1]
    assert words == [text.replace("\0", "").encode() for text in many]


def test_printf_reads_its_escapes(many):
    lines = "".join(
        f"printf '%b' {shell_escapes(text)} | od -An -v -tx1 | tr -d ' \\n'; echo\n" for text in many[:100]
    )
    written = run([shutil.which("sh") or "sh"], lines).decode().split("\n")[:-1]
    assert written == [text.encode().hex() for text in many[:100]]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_javascript_reads_its_literals(many):
    program = "".join(f"texts.push({javascript_text((text,))});\n" for text in many)
    output = run([shutil.which("node"), "-"], f"const texts = [];\n{program}console.log(JSON.stringify(texts));\n")
    assert json.loads(output) == many


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
def test_java_reads_its_literals(many, tmp_path):
    lines = "".join(f"        show({java_text((text,))});\n" for text in many)
    encoded = "Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))"
    (tmp_path / "Texts.java").write_text(
        "import java.nio.charset.StandardCharsets;\nimport java.util.Base64;\npublic class Texts {\n"
        f"    static void show(String text) {{ System.out.println({encoded}); }}\n"
        f"    public static void main(String[] arguments) {{\n{lines}    }}\n}}\n",
        encoding="ascii",
    )
    output = run([shutil.which("java"), str(tmp_path / "Texts.java")], "")
    assert [base64.b64decode(line).decode() for line in output.decode().split("\n")[:-1]] == many


def test_a_value_from_the_environment_is_joined_in():
    pieces = ("a", "'", FromEnvironment("X"), "b")
    assert python_text(pieces) == '"a\'" + os.environ["X"] + "b"'
    assert javascript_text(pieces) == '"a\'" + environment("X") + "b"'
    assert go_text(pieces) == '"a\'" + os.Getenv("X") + "b"'
    assert java_text(pieces) == '"a\'" + environment("X") + "b"'
    word = run([shutil.which("sh") or "sh"], f"X='$HOME \"q\"'; printf '%s' {shell_word(pieces)}")
    assert word == b'a\'$HOME "q"b'


def test_a_shell_stops_where_a_value_is_missing():
    program = f"printf '%s' {shell_word((FromEnvironment('COUNTERSIGN_NOWHERE'),))}"
    done = subprocess.run(["sh", "-c", program], env={"PATH": os.environ["PATH"]}, capture_output=True, check=False)
    assert done.returncode != 0
    assert re.search(rb"COUNTERSIGN_NOWHERE", done.stderr)
