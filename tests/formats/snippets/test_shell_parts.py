"""Bodies reach a shell as words or as files."""

from __future__ import annotations

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.shell_parts import ShellBody, presigned_word, shell_body
from countersign.model.auth import SigV4Auth
from countersign.model.body import FileBody, TextBody
from tests.formats.snippets.requests_to_run import draft

URL = "https://h.example/a?b=1"


def test_a_plain_text_is_one_word():
    assert shell_body(snippet_request(draft(URL, "POST", TextBody("it's")))) == ShellBody(text="'it'\"'\"'s'")


def test_a_text_with_control_characters_goes_through_a_file():
    body = shell_body(snippet_request(draft(URL, "POST", TextBody("a\r\n\0"))))
    assert "printf '%b' 'a\\0015\n\\0000'" in body.before
    assert (body.text, body.file) == ("", '"$body"')
    assert body.after == 'rm -f -- "$body"\n'


def test_a_file_is_never_taken_for_an_option():
    assert shell_body(snippet_request(draft(URL, "POST", FileBody("-rf")))).file == "'./-rf'"
    assert shell_body(snippet_request(draft(URL, "POST", FileBody("~/a")))).file == "\"${HOME:?}\"'/a'"


def test_presign_gets_all_that_is_signed():
    auth = SigV4Auth(region="us-west-2", service="s3", place="query", payload="unsigned", expires=60)
    request = snippet_request(draft(URL, "PUT", TextBody("{}"), auth))
    assert presigned_word(request, shell_body(request)) == (
        "\"$(countersign presign --header 'Content-Type: application/json' --data '{}' --service 's3' "
        "--region 'us-west-2' --expires 60 --unsigned-payload --s3 'PUT' 'https://h.example/a?b=1')\""
    )
