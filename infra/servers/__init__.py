"""Private servers on loopback, started by us and stopped by pid."""
