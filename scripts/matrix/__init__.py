"""Kill it at each step, count what became of the orders, and say how sure the count makes us."""
