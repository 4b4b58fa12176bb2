"""`python -m cli` is `maxxit`."""

from cli.main import run

run()
