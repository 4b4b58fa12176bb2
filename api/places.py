"""Parts of cursors, read back: whatever else is written there is of another list."""

import re
from datetime import datetime

MOST = 2**31 - 1
_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,18})?|Infinity")


def whole(part: str) -> int:
    """Read a whole number. Raises ValueError."""
    if (number := int(part[:12])) and abs(number) > MOST:
        raise ValueError(part)
    return number


def decimal(part: str) -> str:
    """Read a decimal as the store spells it. Raises ValueError."""
    if not _DECIMAL.fullmatch(part):
        raise ValueError(part)
    return part


def words(part: str) -> str:
    """Read a text. Raises ValueError for one that no row can hold."""
    part.encode()  # a lone half of a surrogate pair has no bytes
    if "\x00" in part:
        raise ValueError(part)
    return part


def moment(part: str) -> str:
    """Read a moment as the store spells it. Raises ValueError."""
    datetime.fromisoformat(part)
    return part
