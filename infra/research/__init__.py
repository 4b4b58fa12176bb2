"""Research institutes: where their notes are read, and how they are judged."""
