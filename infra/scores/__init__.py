"""Where figures about tokens come from."""
