"""Options of curl are told apart from their values."""

from __future__ import annotations

import pytest

from countersign.formats.importing.curl_options import CurlOption, curl_options


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["-X", "POST"], [CurlOption("request", "POST")]),
        (["-XPOST"], [CurlOption("request", "POST")]),
        (
            ["-sSLd", "x"],
            [CurlOption("silent"), CurlOption("show-error"), CurlOption("location"), CurlOption("data", "x")],
        ),
        (["--data=x"], [CurlOption("data", "x")]),
        (["--head"], [CurlOption("head")]),
        (["--no-location"], [CurlOption("location", switched_off=True)]),
        (["--no-buffer"], [CurlOption("no-buffer")]),
        (["--max-t", "5"], [CurlOption("max-time", "5")]),
        (["--", "-x"], [CurlOption("url", "-x")]),
        (["-"], [CurlOption("url", "-")]),
        (["-H"], [CurlOption("header", "")]),
        (["--unheard-of", "a"], [CurlOption("unheard-of"), CurlOption("url", "a")]),
    ],
)
def test_options(words, options):
    assert list(curl_options(words)) == options
