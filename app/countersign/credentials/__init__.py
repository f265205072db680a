"""Where secrets live, and how a name becomes credentials."""
