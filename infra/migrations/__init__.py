"""Every change to the schema, up and down, in order."""
