"""Raise a halt and lift it again: MAXXIT_URL and MAXXIT_API_KEY say where, and as whom."""

import os
from uuid import uuid4

from maxxit_client import AuthenticatedClient, Client
from maxxit_client.api.login import get_me
from maxxit_client.api.operations import lift_halt, raise_halt
from maxxit_client.models import HaltIn, HaltOut, MeOut, ProblemOut


def main() -> None:
    url = os.environ["MAXXIT_URL"]
    client = AuthenticatedClient(base_url=url, token=os.environ["MAXXIT_API_KEY"])

    me = get_me.sync(client=client)
    assert isinstance(me, MeOut)
    print(f"signed in as {me.role}")

    nobody = get_me.sync(client=Client(base_url=url))
    assert isinstance(nobody, ProblemOut)
    print(f"a stranger is refused: {nobody.error}")

    drill = HaltIn(scope="VENUE", target="PAPER", reason="a drill")
    key = str(uuid4())
    first = raise_halt.sync(client=client, body=drill, idempotency_key=key)
    again = raise_halt.sync(client=client, body=drill, idempotency_key=key)
    assert isinstance(first, HaltOut)
    assert first == again
    print("the halt was raised once")

    assert not isinstance(lift_halt.sync(first.id, client=client), ProblemOut)
    print("the halt is lifted")

    wrong = raise_halt.sync(client=client, body=HaltIn(scope="GLOBAL", reason=""))
    assert isinstance(wrong, ProblemOut)
    print(f"refused: {wrong.errors[0].field}")


if __name__ == "__main__":
    main()
