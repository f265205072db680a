"""What is judged, sent byte for byte as it was signed."""

from __future__ import annotations

import hashlib
import http.client
from dataclasses import dataclass
from datetime import UTC, datetime

from countersign.model.credentials import Credentials
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl
from countersign.signing import SigningOptions, sign

MULTIPART_TYPE = "multipart/form-data; boundary=-----countersign7f3a"
MULTIPART = (
    b"-------countersign7f3a\r\n"
    b'Content-Disposition: form-data; name="note"\r\n\r\nblue shoes \xe2\x82\xac\r\n'
    b"-------countersign7f3a\r\n"
    b'Content-Disposition: form-data; name="photo"; filename="a b.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\x00\xff\xfe\r\n"
    b"-------countersign7f3a--\r\n"
)


@dataclass(frozen=True)
class Answer:
    """Hold a judge's answer."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Letter:
    """Hold a request before it is signed."""

    method: str
    url: WireUrl
    headers: HeaderList = ()
    body: bytes = b""

    def signed(self, credentials: Credentials, service: str, *, payload_hash: str = "", **options) -> SigningRecord:
        chosen = SigningOptions(region="us-west-2", service=service, **{"date": datetime.now(UTC), **options})
        stated = payload_hash or hashlib.sha256(self.body).hexdigest()
        return sign(self.method, self.url, self.headers, stated, credentials, chosen)


def send(record: SigningRecord, body: bytes = b"") -> Answer:
    """Send a signed request to its port on 127.0.0.1, whatever host it names."""
    connection = http.client.HTTPConnection("127.0.0.1", record.url.effective_port, timeout=20)
    connection.putrequest(record.method, record.url.target, skip_host=True, skip_accept_encoding=True)
    for name, value in record.headers:
        connection.putheader(name, value)
    if body or record.method in {"POST", "PUT"}:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    response = connection.getresponse()
    answer = Answer(response.status, response.read())
    connection.close()
    return answer
