"""Hyperliquid through the preserved service: another way to the same venue, off unless named."""
