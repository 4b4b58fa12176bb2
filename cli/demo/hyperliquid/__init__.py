"""The demo on Hyperliquid: the same platform, before a simulated venue that it brings along."""
