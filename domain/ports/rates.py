"""What a venue still lets us ask of it, as the stages see it."""

from typing import Protocol


class Room(Protocol):
    """Tells how much of a venue's allowance is free, without asking anybody."""

    def room(self) -> int:
        """Estimate how many entries could be sent now without waiting; 0 or more."""
        ...
