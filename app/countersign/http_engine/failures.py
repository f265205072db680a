"""Every failure of the engine in one table: its stable id, the sentence, what to do about it.

The words in braces are filled by `failure`; they come from the request, never from a header's value or a query.
"""

from __future__ import annotations

from countersign.model.errors import Failure

_CHECK_ADDRESS = "Check the address, and that the server is running."
_TRY_AGAIN = "Send it again; if it stays, look at the server's log."
_SERVER_BUG = "This is a fault of the server; its log should say more."
_TRUST = "If you trust this server, give its CA under Settings, Extra CA file, or switch verification off."
_CHECK_CERTIFICATE = "Choose a PEM file under Settings, Client certificate."
_CHECK_PROXY = "Check the proxy under Settings."
_MORE_TIME = "Allow more time under Settings."

_TABLE: dict[str, tuple[str, str]] = {
    # The request, before anything is sent
    "request.scheme": ("“{scheme}” is not spoken here.", "Use https:// or http://."),
    "request.method": ("“{method}” is not a method that can be sent.", "Use letters, digits and hyphens only."),
    "request.header-name": ("“{name}” is not a name for a header.", "Use letters, digits and hyphens only."),
    "request.header-value": (
        "The value of the header “{name}” cannot be sent.",
        "Take out line breaks, control characters and spaces at its ends.",
    ),
    "request.header-missing": ("The request has no Host header.", "Add one with the name of the server."),
    "request.content-length": (
        "The Content-Length header does not fit the body of {size} bytes.",
        "Remove the header; it is added on its own.",
    ),
    "request.refused": (
        "The request cannot be sent over this protocol as it is.",
        "Look for headers that belong to the connection, such as Connection or Upgrade, or switch HTTP/2 off.",
    ),
    "body.file-changed": (
        "The file {path} changed after the request was signed.",
        "The request was broken off. Send it again to sign the new content.",
    ),
    "body.file-missing": ("The file {path} cannot be read: {reason}.", "Choose another file under Body."),
    "body.file-not-chosen": ("No file is chosen for the body.", "Choose one under Body."),
    # Getting there
    "dns.unknown-host": ("There is no address for the host “{host}”.", "Check its name and your connection."),
    "connect.refused": ("{host} refuses connections on port {port}.", _CHECK_ADDRESS),
    "connect.unreachable": ("{host} cannot be reached from here.", "Check your network, VPN and proxy."),
    "connect.failed": ("No connection to {host} on port {port}.", _CHECK_ADDRESS),
    "connection.reset": ("{host} broke the connection while {doing}.", _TRY_AGAIN),
    "connection.closed": ("{host} closed the connection without an answer.", _TRY_AGAIN),
    # Deadlines
    "timeout.connect": ("{host} did not accept the connection within {limit} s.", _MORE_TIME),
    "timeout.tls": ("{host} did not finish the TLS handshake within {limit} s.", _MORE_TIME),
    "timeout.proxy": ("The proxy did not make the connection to {host} within {limit} s.", _CHECK_PROXY),
    "timeout.send": ("{host} took no more of the request for {limit} s.", _MORE_TIME),
    "timeout.response": ("{host} took the request, but did not answer within {limit} s.", _MORE_TIME),
    "timeout.body": ("{host} sent no more of the body for {limit} s.", _MORE_TIME),
    "timeout.total": ("The time of {limit} s for the whole request ran out while {doing}.", _MORE_TIME),
    # TLS
    "tls.self-signed": ("{host} shows a certificate that it signed itself.", _TRUST),
    "tls.unknown-ca": ("The certificate of {host} comes from a CA that is not trusted here.", _TRUST),
    "tls.wrong-host": ("The certificate of {host} is for another name.", "Check the host name in the URL."),
    "tls.expired": ("The certificate of {host} has expired.", "Renew it on the server, and check your clock."),
    "tls.not-yet-valid": ("The certificate of {host} is not valid yet.", "Check the clocks of both sides."),
    "tls.certificate": ("The certificate of {host} cannot be verified.", _TRUST),
    "tls.not-tls": ("{host} does not speak TLS on port {port}.", "Try http://, or the port meant for https."),
    "tls.handshake-dropped": ("{host} broke off the TLS handshake.", "Check the port and the server's TLS settings."),
    "tls.client-certificate-missing": ("{host} asks for a client certificate.", _CHECK_CERTIFICATE),
    "tls.client-certificate-refused": ("{host} refuses the client certificate.", _CHECK_CERTIFICATE),
    "tls.handshake": ("{host} and this program agree on no way to speak TLS.", "Check the server's TLS settings."),
    "tls.broken": ("The TLS connection to {host} broke while {doing}.", _TRY_AGAIN),
    "tls.client-certificate-file": ("The client certificate {path} cannot be used: {reason}.", _CHECK_CERTIFICATE),
    "tls.client-key-file": ("The client key {path} cannot be used: {reason}.", _CHECK_CERTIFICATE),
    "tls.extra-ca-file": ("The CA file {path} cannot be used: {reason}.", "Choose a PEM file with CA certificates."),
    # Proxies
    "proxy.url": (
        "The proxy “{proxy}” cannot be used: {reason}.",
        "Write it as http://host:port or socks5://host:port.",
    ),
    "proxy.unknown-host": ("There is no address for the proxy “{proxy}”.", _CHECK_PROXY),
    "proxy.refused": ("The proxy {proxy} refuses connections.", _CHECK_PROXY),
    "proxy.unreachable": ("The proxy {proxy} cannot be reached.", _CHECK_PROXY),
    "proxy.authentication": (
        "The proxy {proxy} asks for a user name and a password.",
        "Put them into the proxy's URL under Settings, or check those that are there.",
    ),
    "proxy.no-tunnel": ("The proxy {proxy} made no connection to {host}: {reason}.", _CHECK_PROXY),
    "proxy.protocol": ("The proxy {proxy} does not answer as a proxy of its kind.", _CHECK_PROXY),
    "proxy.closed": ("The proxy {proxy} closed the connection.", _CHECK_PROXY),
    # The answer's head
    "response.not-http": ("The answer of {host} is not HTTP.", "Check the port."),
    "response.tls-expected": ("{host} speaks TLS on port {port}.", "Write https:// in place of http://."),
    "response.head-too-large": ("The headers that {host} sent are longer than 100 KB.", _SERVER_BUG),
    "response.no-final-answer": ("{host} sent interim answers without end, and no final one.", _SERVER_BUG),
    "response.two-lengths": ("{host} sent two Content-Length headers that differ.", _SERVER_BUG),
    "response.bad-length": ("{host} sent a Content-Length that is no number.", _SERVER_BUG),
    "response.length-and-chunked": (
        "{host} sent both Content-Length and chunks; the chunks were read (RFC 9112, section 6.3).",
        "This is a fault of the server or of a proxy, and can be used to smuggle requests.",
    ),
    "response.head-invalid": ("{host} sent headers that are not valid HTTP.", _SERVER_BUG),
    # The answer's body
    "response.truncated": ("The body from {host} ended before the length it announced.", _TRY_AGAIN),
    "response.chunks-truncated": ("The body from {host} ended before its last chunk.", _TRY_AGAIN),
    "response.bad-chunk": ("The body from {host} has a chunk that is not valid.", _SERVER_BUG),
    "response.coding-truncated": ("The compressed body from {host} ended early.", _TRY_AGAIN),
    "response.coding-corrupt": ("The body from {host} is not what its Content-Encoding says.", _SERVER_BUG),
    "response.decompression-bomb": (
        "The body from {host} grows to more than a thousand times its size; decoding was stopped.",
        "Ask for it with Accept-Encoding: identity to see the rest.",
    ),
    "response.stream-too-long": ("The event stream from {host} passed {limit} MB; it was stopped.", "Send it again."),
    "response.refusal-too-long": (
        "{host} refused, with a body of more than {limit} MB; the rest was left unread.",
        _SERVER_BUG,
    ),
    "response.not-stored": ("The body could not be written to {path}: {reason}.", "Make room on the disk."),
    # HTTP/2
    "http2.goaway": ("{host} ended the HTTP/2 connection (GOAWAY, {code}).", _TRY_AGAIN),
    "http2.reset": ("{host} reset the HTTP/2 stream ({code}).", _TRY_AGAIN),
    "http2.protocol": ("{host} broke the rules of HTTP/2.", "Switch HTTP/2 off under Settings."),
    # Redirects
    "redirect.location": ("The redirect points to “{location}”, which is not a URL.", "Look at the Location header."),
    "redirect.scheme": ("The redirect points to “{location}”, which is not http or https.", "Open it elsewhere."),
    "redirect.several": ("The redirect names several different places.", "Look at the Location headers."),
    "redirect.too-many": ("There were more than {limit} redirects.", "Look at the hops: they may run in a circle."),
    # What nobody foresaw
    "transport.unexpected": ("The exchange with {host} failed in an unexpected way.", _TRY_AGAIN),
}

_FIELDS = {
    "request.scheme": "Request URL",
    "request.method": "Method",
    "request.header-name": "Headers",
    "request.header-value": "Headers",
    "request.header-missing": "Headers",
    "request.content-length": "Headers",
    "body.file-changed": "Request body",
    "body.file-missing": "Request body",
    "body.file-not-chosen": "Request body",
    "dns.unknown-host": "Request URL",
}


def failure(failure_id: str, detail: str = "", **words: object) -> Failure:
    """Return the failure of that id, its sentence filled with `words`; `detail` must be free of secrets already."""
    sentence, action = _TABLE[failure_id]
    return Failure(failure_id, sentence.format(**words), action, _FIELDS.get(failure_id, ""), detail)


def failure_ids() -> tuple[str, ...]:
    """Return every id, in the order of the table."""
    return tuple(_TABLE)
