"""Agent keys: sealed at rest, opened by the signer alone, and only to sign trades."""
