"""A request as the user has written it: templates unfilled, nothing encoded."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.model.auth import Auth, InheritAuth
from countersign.model.body import Body, NoBody


@dataclass(frozen=True, slots=True)
class Parameter:
    """Name one query or path parameter as written. `value` None means that there was no "=" (`?flag`)."""

    name: str
    value: str | None
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Name one header line as written; names may repeat."""

    name: str
    value: str
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """Say how a request travels. Times are seconds; None means no limit."""

    follow_redirects: bool = True
    max_redirects: int = 10
    verify_tls: bool = True
    http2: bool = True
    connect_timeout: float | None = 10.0
    read_timeout: float | None = 60.0
    total_timeout: float | None = 300.0
    proxy: str = "system"  # "system", "none", or a URL: http://, https://, socks5://, socks5h://
    client_certificate: str = ""  # path of a PEM file
    client_key: str = ""  # path of a PEM file; "" where the certificate file holds the key
    extra_ca: str = ""  # path of a PEM file
    use_cookies: bool = True


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """Hold all that the request editor knows, frozen.

    `url` includes the query as written. `params` lists the enabled parameters of that query in their order and the
    disabled ones, which stand in no URL. `path_params` gives values to the `:name` segments of the path.
    """

    name: str = "New request"
    method: str = "GET"
    url: str = ""
    params: tuple[Parameter, ...] = ()
    path_params: tuple[Parameter, ...] = ()
    headers: tuple[Header, ...] = ()
    body: Body = field(default_factory=NoBody)
    auth: Auth = field(default_factory=InheritAuth)
    settings: RequestSettings = field(default_factory=RequestSettings)
    docs: str = ""
