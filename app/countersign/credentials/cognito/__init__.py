"""Sign-in at a Cognito user pool: every flow and challenge, renewal, and the keys that verify its tokens."""
