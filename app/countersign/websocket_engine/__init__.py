"""WebSockets: handshakes over the HTTP engine, frames by websockets ' protocol core."""
