"""The committed description of the API, what clients are made of, and what would break them."""
