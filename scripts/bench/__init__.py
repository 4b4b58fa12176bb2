"""Measures the platform against the floor: bare aio-pika and asyncpg doing the same work."""
