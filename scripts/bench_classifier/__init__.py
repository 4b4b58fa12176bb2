"""How well the classifiers judge: `python -m scripts.bench_classifier FOLDER [--llm]`."""
