"""The demo: a recorded week through the whole platform in one process, on a clock of its own."""
