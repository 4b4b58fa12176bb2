"""An AMQP 0-9-1 broker inside this process, for paper trading on one machine."""
