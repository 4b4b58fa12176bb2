"""What goes over HTTP: explicit models in and out, camelCase on the wire."""
