"""KVS signaling: channels, signed URLs, messages, sessions."""
