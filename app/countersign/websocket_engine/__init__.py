"""WebSockets: handshakes over the HTTP engine, frames by the websockets library's protocol core."""
