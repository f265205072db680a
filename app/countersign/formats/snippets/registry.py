"""The snippet makers that there are, in the order of the list that shows them."""

from __future__ import annotations

from countersign.formats.snippets.awscurl import Awscurl
from countersign.formats.snippets.curl import Curl
from countersign.formats.snippets.fetch import Fetch
from countersign.formats.snippets.go import Go
from countersign.formats.snippets.httpie import Httpie
from countersign.formats.snippets.java import Java
from countersign.formats.snippets.maker import SnippetMaker
from countersign.formats.snippets.python_boto3 import PythonBoto3
from countersign.formats.snippets.python_httpx import PythonHttpx
from countersign.formats.snippets.python_requests import PythonRequests
from countersign.formats.snippets.snippet_request import SnippetRequest
from countersign.formats.snippets.typescript_aws4 import TypeScriptAws4
from countersign.formats.snippets.typescript_smithy import TypeScriptSmithy
from countersign.formats.snippets.wscat import Wscat

SNIPPETS: tuple[SnippetMaker, ...] = (
    Curl(),
    PythonHttpx(),
    PythonRequests(),
    PythonBoto3(),
    TypeScriptAws4(),
    TypeScriptSmithy(),
    Fetch(),
    Go(),
    Java(),
    Awscurl(),
    Httpie(),
    Wscat(),
)


def snippets_for(request: SnippetRequest) -> tuple[SnippetMaker, ...]:
    """Return the makers that have a word for this kind of request."""
    return tuple(maker for maker in SNIPPETS if maker.fits(request))
