"""Joining a signaling channel: the builder, the steps, the signed URL, and the composer of messages."""
