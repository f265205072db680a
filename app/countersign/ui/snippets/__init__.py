"""A request as code: choose a tool, read what it needs, copy or save."""
