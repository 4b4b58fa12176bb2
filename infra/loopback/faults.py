"""The misbehaviour a test may ask of the broker."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Faults:
    """Knobs that are read at every publish and every delivery.

    confirms_to_drop: how many of the next publisher confirms are never sent.
    delivery_delay: seconds between a reason to deliver (a message came, a consumer got room) and
        the delivery.
    """

    confirms_to_drop: int = 0
    delivery_delay: float = 0.0

    def drops_this_confirm(self) -> bool:
        """Tell whether the confirm at hand is one to drop, and count it off."""
        if not self.confirms_to_drop:
            return False
        self.confirms_to_drop -= 1
        return True
