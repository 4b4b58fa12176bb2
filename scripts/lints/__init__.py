"""The project's own lints: rules of this code that ruff cannot know. `python -m scripts.lints`."""
