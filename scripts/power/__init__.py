"""How often the leaderboard finds skill that is there, and how often skill that is not."""
