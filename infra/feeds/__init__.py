"""Where posts and marks come from: accounts on X, and files of recorded ones."""
