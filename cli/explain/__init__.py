"""`maxxit explain`: what a post led to, and what led to an order."""
