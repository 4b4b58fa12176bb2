"""What can go wrong with a server of ours, said in one line that tells what to do."""


class ServerMissing(RuntimeError):
    """The server's programs are not installed; the message is the line that installs them."""


class ServerFailed(RuntimeError):
    """The server did not come up or did not obey; the message ends with the tail of its log."""
