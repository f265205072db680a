"""What a token says, whether it is genuine, and what an authorizer will answer to it."""
