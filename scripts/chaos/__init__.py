"""Chaos: kill and freeze servers and workers under load, then count what was lost or doubled."""
