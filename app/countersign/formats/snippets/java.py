"""Java with its own HTTP client, signed by the AWS SDK for Java 2."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import java_text
from countersign.formats.snippets.odd_requests import payload_header, uses_s3_paths
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.snippet_request import BodyFile, FromEnvironment, Pieces, SnippetRequest

_PACKAGES = "the artifacts auth and http-auth-aws of software.amazon.awssdk"
_ENVIRONMENT = """
    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) throw new IllegalStateException(name + " is not set");
        return value;
    }
"""
_ODD = {"|": "%7C", "[": "%5B", "]": "%5D"}


class Java:
    """Write a program for Java 17 or newer."""

    name = "Java"
    language = "java"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a program, one class in one file."""
        is_signed = request.signing is not None
        top = preface(request, "//", needs=_PACKAGES if is_signed else "", limits=_limits(request))
        statements = [*_body(request), *_request(request), *_answer(request)]
        lines = "".join(f"        {statement}\n" for statement in statements)
        reads = _ENVIRONMENT if request.variables or any(_is_at_home(piece) for piece in request.body) else ""
        return (
            f"{top}{_imports(request)}\npublic class Snippet {{\n"
            f"    public static void main(String[] arguments) throws Exception {{\n{lines}    }}\n{reads}}}\n"
        )


def _imports(request: SnippetRequest) -> str:
    names = {"java.net.URI", "java.net.http.HttpClient", "java.net.http.HttpRequest"}
    names |= {"java.net.http.HttpResponse.BodyHandlers", "java.net.http.HttpRequest.BodyPublishers"}
    names |= {"java.io.ByteArrayOutputStream", "java.nio.charset.StandardCharsets"} if request.body else set()
    if any(isinstance(piece, BodyFile) for piece in request.body):
        names |= {"java.nio.file.Files", "java.nio.file.Path"}
    if request.basic_user is not None:
        names |= {"java.util.Base64", "java.nio.charset.StandardCharsets"}
    signing = request.signing
    if signing is not None:
        kind = "AwsV4aHttpSigner" if signing.algorithm == "v4a" else "AwsV4HttpSigner"
        package = "software.amazon.awssdk"
        names |= {
            f"{package}.auth.credentials.EnvironmentVariableCredentialsProvider",
            f"{package}.http.SdkHttpMethod",
            f"{package}.http.SdkHttpRequest",
            f"{package}.http.auth.aws.signer.{kind}",
        }
        names |= {"java.io.ByteArrayInputStream"} if request.body else set()
        names |= {f"{package}.http.auth.aws.signer.RegionSet"} if signing.algorithm == "v4a" else set()
        names |= (
            {"java.time.Duration", f"{package}.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation"}
            if (signing.place == "query")
            else set()
        )
    return "".join(f"import {name};\n" for name in sorted(names))


def _body(request: SnippetRequest) -> Iterator[str]:
    if not request.body:
        return
    yield "var content = new ByteArrayOutputStream();"
    for piece in request.body:
        if isinstance(piece, BodyFile):
            yield f"content.write(Files.readAllBytes(Path.of({java_text(_path(piece))})));"
        elif piece:
            yield f"content.write(({_text(request, piece)}).getBytes(StandardCharsets.UTF_8));"
    yield "byte[] body = content.toByteArray();"


def _request(request: SnippetRequest) -> Iterator[str]:
    yield f"var uri = URI.create({_text(request, _strict(str(request.url)))});"
    if request.signing is not None:
        yield from _signature(request)
    publisher = "BodyPublishers.ofByteArray(body)" if request.body else "BodyPublishers.noBody()"
    uri = "presigned" if request.signing is not None and request.signing.place == "query" else "uri"
    yield f"var request = HttpRequest.newBuilder({uri}).method({_text(request, request.method)}, {publisher});"
    if request.signing is not None:
        yield "signed.request().forEachHeader((name, values) -> {"
        yield '    if (name.equalsIgnoreCase("Host") || name.equalsIgnoreCase("Content-Length")) return;'
        yield "    values.forEach(value -> request.header(name, value));"
        yield "});"
        return
    for name, value in request.headers:
        yield f"request.header({_text(request, name)}, {_text(request, value)});"
    if request.basic_user is not None:
        user = java_text((*request.pieces(request.basic_user), ":", FromEnvironment("COUNTERSIGN_PASSWORD")))
        yield f"byte[] user = ({user}).getBytes(StandardCharsets.UTF_8);"
        yield 'request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));'


def _signature(request: SnippetRequest) -> Iterator[str]:
    signing = request.signing
    assert signing is not None
    is_v4a = signing.algorithm == "v4a"
    kind = "AwsV4aHttpSigner" if is_v4a else "AwsV4HttpSigner"
    yield f"var toSign = SdkHttpRequest.builder().uri(uri).method(SdkHttpMethod.fromValue({_method(request)}));"
    for name, value in request.headers:
        yield f"toSign.appendHeader({_text(request, name)}, {_text(request, value)});"
    yield "var credentials = EnvironmentVariableCredentialsProvider.create().resolveCredentials();"
    yield f"var signed = {kind}.create().sign(sign -> sign"
    yield "    .identity(credentials)"
    yield "    .request(toSign.build())"
    if request.body:
        yield "    .payload(() -> new ByteArrayInputStream(body))"
    if is_v4a:
        yield f"    .putProperty({kind}.REGION_SET, RegionSet.create({_text(request, signing.region_set)}))"
    else:
        yield f"    .putProperty({kind}.REGION_NAME, {_text(request, signing.region)})"
    if uses_s3_paths(request):
        yield f"    .putProperty({kind}.DOUBLE_URL_ENCODE, false)"
        yield f"    .putProperty({kind}.NORMALIZE_PATH, false)"
    if payload_header(request) == "UNSIGNED-PAYLOAD":
        yield f"    .putProperty({kind}.PAYLOAD_SIGNING_ENABLED, false)"
    if signing.place == "query":
        yield f"    .putProperty({kind}.AUTH_LOCATION, AuthLocation.QUERY_STRING)"
        yield f"    .putProperty({kind}.EXPIRATION_DURATION, Duration.ofSeconds({signing.expires}))"
    yield f"    .putProperty({kind}.SERVICE_SIGNING_NAME, {_text(request, signing.service)}));"
    if signing.place == "query":
        yield "var presigned = signed.request().getUri();"


def _answer(request: SnippetRequest) -> Iterator[str]:
    redirect = "NORMAL" if request.follow_redirects else "NEVER"
    yield f"var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.{redirect}).build();"
    yield "var response = client.send(request.build(), BodyHandlers.ofString());"
    yield "System.out.println(response.statusCode());"
    yield "System.out.println(response.body());"


def _limits(request: SnippetRequest) -> Iterator[str]:
    if _strict(str(request.url)) != str(request.url):
        yield "Java takes no |, [ and ] in a URL; they are escaped here, which some servers read otherwise."
    if any(name.lower() == "host" for name, _ in request.headers):
        yield "Java sets the header Host itself, unless it runs with -Djdk.httpclient.allowRestrictedHeaders=host."
    signing = request.signing
    if signing is not None and signing.payload == "given":
        yield "The signer hashes the body itself, whatever the request says."
    if signing is not None and signing.algorithm == "v4a":
        yield "SigV4A needs the artifact http-auth-aws-crt too."


def _strict(url: str) -> str:
    scheme, slashes, rest = url.partition("://")
    authority, slash, target = rest.partition("/")
    return f"{scheme}{slashes}{authority}{slash}{''.join(_ODD.get(character, character) for character in target)}"


def _method(request: SnippetRequest) -> str:
    return _text(request, request.method)


def _path(piece: BodyFile) -> Pieces:
    return (FromEnvironment("HOME"), piece.path[1:]) if _is_at_home(piece) else (piece.path,)


def _is_at_home(piece: str | BodyFile) -> bool:
    return isinstance(piece, BodyFile) and piece.path.startswith("~/")


def _text(request: SnippetRequest, text: str) -> str:
    return java_text(request.pieces(text))
