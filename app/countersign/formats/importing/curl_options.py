"""The options of curl: which take a value, and what a command line says with them.

Source: the manual page of curl 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Short options and the long ones that they stand for.
_SHORT = {
    "X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "b": "cookie", "A": "user-agent",
    "e": "referer", "x": "proxy", "m": "max-time", "o": "output", "T": "upload-file", "E": "cert", "K": "config",
    "Y": "speed-limit", "y": "speed-time", "z": "time-cond", "w": "write-out", "c": "cookie-jar", "C": "continue-at",
    "D": "dump-header", "r": "range", "Q": "quote", "P": "ftp-port", "t": "telnet-option", "U": "proxy-user",
    "k": "insecure", "L": "location", "s": "silent", "S": "show-error", "v": "verbose", "i": "show-headers",
    "I": "head", "G": "get", "f": "fail", "g": "globoff", "O": "remote-name", "J": "remote-header-name",
    "N": "no-buffer", "#": "progress-bar", "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4",
    "6": "ipv6", "a": "append", "B": "use-ascii", "j": "junk-session-cookies", "l": "list-only", "M": "manual",
    "n": "netrc", "p": "proxytunnel", "q": "disable", "R": "remote-time", "V": "version", "Z": "parallel",
    ":": "next",
}  # fmt: skip
_WITH_VALUE = words_in(
    """abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface
    ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options
    mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
    parallel-max parallel-max-host pass pinnedpubkey postdata preproxy proto proto-default proto-redir proxy
    proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key
    proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype
    proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request
    request-target resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5
    socks5-gssapi-service socks5-hostname speed-limit speed-time ssl-sessions stderr telnet-option tftp-blksize
    time-cond tls-earlydata tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config
    unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority write-out"""
)
_FLAGS = words_in(
    """get head insecure location location-trusted compressed http1.0 http1.1 http2 http2-prior-knowledge http3
    http3-only basic digest ntlm negotiate anyauth netrc netrc-optional proxy-insecure next globoff
    junk-session-cookies disable path-as-is post301 post302 post303"""
)


@dataclass(frozen=True, slots=True)
class CurlOption:
    """Hold one option by its long name, "url" for a word without one; `value` is "" for a flag."""

    name: str
    value: str = ""
    switched_off: bool = False  # --no-NAME


def curl_options(words: list[str]) -> Iterator[CurlOption]:
    """Yield what stands after the word `curl`, in its order."""
    rest = iter(words)
    only_urls = False
    for word in rest:
        if only_urls or not word.startswith("-") or word == "-":
            yield CurlOption("url", word)
        elif word == "--":
            only_urls = True
        elif word.startswith("--"):
            yield _long(word[2:], rest)
        else:
            yield from _short(word[1:], rest)


def _long(word: str, rest: Iterator[str]) -> CurlOption:
    name, equals, value = word.partition("=")
    name = _whole_name(name)
    if name in _WITH_VALUE or name.startswith("expand-"):
        return CurlOption(name, value if equals else next(rest, ""))
    if name.startswith("no-") and name != "no-buffer":
        return CurlOption(name.removeprefix("no-"), switched_off=True)
    return CurlOption(name)


def _whole_name(name: str) -> str:
    """Return the long option that an unambiguous beginning stands for."""
    known = _WITH_VALUE | _FLAGS
    if name in known or len(name) < 3:
        return name
    longer = [other for other in known if other.startswith(name)]
    return longer[0] if len(longer) == 1 else name


def _short(letters: str, rest: Iterator[str]) -> Iterator[CurlOption]:
    for at, letter in enumerate(letters):
        name = _SHORT.get(letter, letter)
        if name in _WITH_VALUE:
            yield CurlOption(name, letters[at + 1 :] or next(rest, ""))
            return
        yield CurlOption(name)
