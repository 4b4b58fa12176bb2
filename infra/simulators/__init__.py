"""Venues of our own making that speak a real venue's wire, on the loopback, for practice."""
