"""What the domain asks of the world, as Protocols: one file a noun."""
