"""The WebSocket editor: the line, the left half of a WebSocket tab, and the composer at the foot of its console."""
