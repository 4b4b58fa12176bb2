"""What venues let us ask of them: shared by all processes, dealt out by urgency and in turn."""
