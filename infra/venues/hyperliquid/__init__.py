"""Hyperliquid: perpetuals on a chain of their own, spoken byte for byte."""
