"""The body of a response: text, hex and image, each a view over bytes that are never all in a widget."""
