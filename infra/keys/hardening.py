"""What keeps a process that opens keys from leaving them on a disk."""

import resource


def forbid_core_dumps() -> None:
    """Let this process, and those it starts, never write their memory to a file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
