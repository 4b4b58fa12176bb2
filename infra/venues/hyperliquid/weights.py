"""What Hyperliquid counts for each thing that is asked of it, of 1,200 in a minute."""

from typing import Final

ACTION: Final = 1
"""An order, a cancel, a leverage."""
LIGHT: Final = 2
"""An account, or one order."""
HEAVY: Final = 20
"""Nearly all else; a history also one for each `ROWS` rows."""
ROLE: Final = 60
ROWS: Final = 20

ENTRY: Final = ACTION + HEAVY + ACTION + HEAVY
"""An entry in all: its leverage set and read back, the order, and its fills."""
EXIT: Final = ACTION + HEAVY
"""An exit in all: the order and its fills."""
