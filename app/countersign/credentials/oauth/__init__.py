"""Tokens from any OAuth 2 or OpenID Connect provider."""
