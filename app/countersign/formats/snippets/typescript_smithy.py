"""TypeScript with the signer of AWS's own SDK."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.javascript_parts import (
    SEND_AS_IT_STANDS,
    body_constant,
    headers_object,
    imports,
    node_limits,
    smithy_signer,
    text,
)
from countersign.formats.snippets.odd_requests import joined_headers, repeated_headers
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.snippet_request import SnippetRequest

SMITHY_IMPORTS = (
    'import { Sha256 } from "@aws-crypto/sha256-js";',
    'import { SignatureV4 } from "@smithy/signature-v4";',
)
SMITHY_PACKAGES = "npm install @smithy/signature-v4 @aws-crypto/sha256-js"
PRESIGNED_QUERY = """\
const encode = (part = "") => encodeURIComponent(part).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16));
const query = Object.entries(signed.query ?? {})
  .flatMap(([name, value]) => [value ?? ""].flat().map((one) => `${encode(name)}=${encode(one)}`))
  .join("&");
"""


class TypeScriptSmithy:
    """Write a program for Node.js that signs with @smithy/signature-v4 and sends the request as it stands."""

    name = "TypeScript @smithy/signature-v4"
    language = "typescript"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a signed request."""
        return request.kind == "http" and request.signing is not None

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        url, signing = request.url, request.signing
        assert signing is not None
        module = "node:https" if url.scheme == "https" else "node:http"
        lines = (f'import {{ request as send }} from "{module}";', *SMITHY_IMPORTS)
        in_query = signing.place == "query"
        path = f"`${{{text(request, url.path)}}}?${{query}}`" if in_query else text(request, url.target)
        port = "" if url.port is None else f"port: {url.port}, "
        limits = (*node_limits(request), *smithy_limits(request))
        return "".join(
            (
                preface(request, "//", needs=SMITHY_PACKAGES, limits=limits),
                imports(request, *lines),
                f"const method = {text(request, request.method)};\n",
                f"const headers = {headers_object(request, joined_headers(request))};\n",
                body_constant(request),
                "\n",
                smithy_signer(request),
                PRESIGNED_QUERY if in_query else "",
                f"const sending = send({{ hostname: {text(request, url.host.strip('[]'))}, {port}method,\n",
                f"  path: {path}, headers: signed.headers }});\n",
                SEND_AS_IT_STANDS,
                f"sending.end({'body' if request.body else ''});\n",
            )
        )


def smithy_limits(request: SnippetRequest) -> Iterator[str]:
    """Yield what the signer cannot do with a request."""
    repeated = repeated_headers(request)
    if repeated:
        yield f"The signer takes a header once; the values of {', '.join(repeated)} are joined by a comma."
