"""What requests may refer to while the playground runs."""

from __future__ import annotations

from countersign.playground.address import PlaygroundAddress
from countersign.workflows.playground_pools import playground_variables

ADDRESS = PlaygroundAddress(
    https="https://localhost:1",
    http="http://localhost:2",
    ca_pem="",
    access_key_id="ASIA",
    secret_access_key="secret",
    session_token="token",
    long_term_access_key_id="AKIA",
    long_term_secret_access_key="secret",
    region="us-west-2",
    ws="wss://localhost:1",
    ws_plain="ws://localhost:2",
    kvs_control_plane="https://localhost:1",
    channel_arn="arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door-camera/1",
)


def test_requests_sockets_and_channels_find_the_playground():
    variables = {variable.name: variable.value for variable in playground_variables(ADDRESS)}
    assert variables == {
        "base_url": "https://localhost:1",
        "base_url_http": "http://localhost:2",
        "ws_url": "wss://localhost:1",
        "ws_url_plain": "ws://localhost:2",
        "kvs_control_plane": "https://localhost:1",
        "channel_arn": "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door-camera/1",
    }
