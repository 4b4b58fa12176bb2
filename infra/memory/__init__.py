"""Every port of the store in memory: one process, one transaction at a time, nothing kept."""
