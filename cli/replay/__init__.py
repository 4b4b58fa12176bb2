"""The replay: the platform's decisions made again, in memory, on a clock of their own."""
