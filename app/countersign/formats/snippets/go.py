"""Go with net/http, signed by the AWS SDK for Go v2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from countersign.formats.snippets.literals import go_text
from countersign.formats.snippets.odd_requests import (
    as_signed,
    is_normalised,
    payload_header,
    uses_s3_paths,
)
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.snippet_request import BodyFile, FromEnvironment, Pieces, SnippetRequest
from countersign.signing.signing_options import SigningOptions

_PACKAGES = "go get github.com/aws/aws-sdk-go-v2"
_CHECK = """
func check(err error) {
	if err != nil {
		panic(err)
	}
}
"""


class Go:
    """Write a program for Go."""

    name = "Go"
    language = "go"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        is_signed = request.signing is not None
        top = preface(request, "//", needs=_PACKAGES if is_signed else "", limits=_limits(request))
        statements = [*_body(request), *_request(request), *_signature(request), *_answer(request)]
        return f"{top}package main\n\n{_imports(request)}\nfunc main() {{\n{_indented(statements)}}}\n{_CHECK}"


def _imports(request: SnippetRequest) -> str:
    names = {"fmt", "io", "net/http"}
    names |= {"bytes"} if request.body else set()
    names |= {"os"} if _reads_environment(request) or any(isinstance(p, BodyFile) for p in request.body) else set()
    signing = request.signing
    if signing is not None:
        names |= {"context", "time"}
        names |= set() if payload_header(request) is not None else {"crypto/sha256", "encoding/hex"}
        names |= {"strconv"} if signing.place == "query" else set()
    lines = [f'\t"{name}"\n' for name in sorted(names)]
    if signing is not None:
        lines.append('\n\t"github.com/aws/aws-sdk-go-v2/aws"\n')
        lines.append('\tv4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"\n')
    return f"import (\n{''.join(lines)})\n"


def _body(request: SnippetRequest) -> Iterator[str]:
    if not request.body:
        return
    yield "var body []byte"
    number = 0
    for piece in request.body:
        if isinstance(piece, BodyFile):
            number += 1
            yield f"file{number}, err := os.ReadFile({go_text(_path(piece))})"
            yield "check(err)"
            yield f"body = append(body, file{number}...)"
        elif piece:
            yield f"body = append(body, {_text(request, piece)}...)"


def _request(request: SnippetRequest) -> Iterator[str]:
    content = "bytes.NewReader(body)" if request.body else "nil"
    yield f"request, err := http.NewRequest({_text(request, request.method)}, {_url(request)}, {content})"
    yield "check(err)"
    for name, value in request.headers:
        if name.lower() == "host":
            yield f"request.Host = {_text(request, value)}"
        else:
            yield f"request.Header.Add({_text(request, name)}, {_text(request, value)})"
    if request.basic_user is not None:
        password = go_text((FromEnvironment("COUNTERSIGN_PASSWORD"),))
        yield f"request.SetBasicAuth({_text(request, request.basic_user)}, {password})"


def _signature(request: SnippetRequest) -> Iterator[str]:
    signing = request.signing
    if signing is None:
        return
    yield "credentials := aws.Credentials{"
    yield '\tAccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),'
    yield '\tSecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),'
    yield '\tSessionToken:    os.Getenv("AWS_SESSION_TOKEN"),'
    yield "}"
    payload = payload_header(request)
    if payload is not None:
        yield f"hash := {go_text((payload,))}"
    else:
        yield f"digest := sha256.Sum256({'body' if request.body else 'nil'})"
        yield "hash := hex.EncodeToString(digest[:])"
    if payload is not None or _sends_hash(request):
        yield 'request.Header.Set("X-Amz-Content-Sha256", hash)'
    names = f"{_text(request, signing.service)}, {_text(request, signing.region)}"
    options = ""
    if uses_s3_paths(request):
        options = ", func(options *v4.SignerOptions) { options.DisableURIPathEscaping = true }"
    arguments = f"context.Background(), credentials, request, hash, {names}, time.Now(){options}"
    if signing.place == "headers":
        yield f"check(v4.NewSigner().SignHTTP({arguments}))"
        return
    yield "query := request.URL.Query()"
    yield f'query.Set("X-Amz-Expires", strconv.Itoa({signing.expires}))'
    yield "request.URL.RawQuery = query.Encode()"
    yield f"presigned, _, err := v4.NewSigner().PresignHTTP({arguments})"
    yield "check(err)"
    yield "request.URL, err = request.URL.Parse(presigned)"
    yield "check(err)"


def _answer(request: SnippetRequest) -> Iterator[str]:
    if request.follow_redirects:
        yield "client := http.Client{}"
    else:
        yield "client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {"
        yield "\treturn http.ErrUseLastResponse"
        yield "}}"
    yield "response, err := client.Do(request)"
    yield "check(err)"
    yield "defer response.Body.Close()"
    yield "answer, err := io.ReadAll(response.Body)"
    yield "check(err)"
    yield "fmt.Println(response.StatusCode)"
    yield "fmt.Println(string(answer))"


def _limits(request: SnippetRequest) -> Iterator[str]:
    signing = request.signing
    if signing is None:
        return
    if signing.algorithm == "v4a":
        yield "This signs with SigV4 for one region; the request asks for SigV4A."
    if is_normalised(request.url) and not uses_s3_paths(request):
        yield "The signer signs a path as it stands, while AWS leaves out its dots and empty segments."
    if as_signed(request) != request.url:
        yield "The signer sorts the query and encodes it anew before it is sent; values of one name are sorted, too."


def _sends_hash(request: SnippetRequest) -> bool:
    signing = request.signing
    assert signing is not None
    options = SigningOptions(signing.region, signing.service, datetime.fromtimestamp(0, UTC), signing.place)
    return options.sends_hash_header("0" * 64)


def _reads_environment(request: SnippetRequest) -> bool:
    return request.signing is not None or bool(request.variables)


def _path(piece: BodyFile) -> Pieces:
    return (FromEnvironment("HOME"), piece.path[1:]) if piece.path.startswith("~/") else (piece.path,)


def _url(request: SnippetRequest) -> str:
    return _text(request, str(request.url))


def _text(request: SnippetRequest, text: str) -> str:
    return go_text(request.pieces(text))


def _indented(statements: list[str]) -> str:
    return "".join(f"\t{statement}\n" for statement in statements)
