"""Templates such as `{{base_url}}`, the scopes that fill them, and queries kept as they were written. Pure."""
