# Everything a person or CI does with this checkout. `make` alone lists it.

OWN_UV := .tools/bin/uv
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(CURDIR)/$(OWN_UV))
RUN := $(UV) run --no-sync
STAMP := .venv/.synced
NODE_STAMP := clients/typescript/node_modules/.synced
ENGINE_ANSWERS := docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
COMPOSE := $(if $(filter up,$(MAKECMDGOALS)),$(shell $(ENGINE_ANSWERS) && echo yes))
# Tests wait more than they work, so there are more of them than cores; each brings its servers.
WORKERS ?= $(shell cores=$$(nproc); echo $$((cores < 4 ? cores * 2 : 8)))
# Tests start this program dozens of times; without bytecode each start compiles all of it.
export PYTHONDONTWRITEBYTECODE :=
TARGETS := contracts domain infra producers consumers api cli scripts scripts/stack tests

.DEFAULT_GOAL := help
.PHONY: help setup servers fmt lint types test check unit integration path demo up down status chaos cells matrix bench bench-classifier power messages openapi clients fuzz

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Prepare
setup: $(STAMP) ## install uv if it is missing, then the locked dependencies

# pip's --target needs neither a venv nor leave to touch Debian's own packages.
$(CURDIR)/$(OWN_UV):
	python3 -m pip install --quiet --target .tools uv

$(STAMP): pyproject.toml uv.lock | $(filter-out uv,$(UV))
	$(UV) sync --frozen --compile-bytecode
	@touch $@

clients: $(NODE_STAMP) ## install what makes and tests the clients: node if it is missing, its packages

$(NODE_STAMP): clients/typescript/package.json clients/typescript/package-lock.json
	@command -v npm >/dev/null || { apt-get update -qq && apt-get install -y -qq nodejs npm; }
	npm ci --prefix clients/typescript --no-audit --no-fund
	@touch $@

servers: ## install Debian's Postgres and RabbitMQ, without starting them
	scripts/install-servers

##@ Judge
fmt: setup ## format the code and fix what ruff can fix
	$(RUN) ruff check --fix-only $(TARGETS)
	$(RUN) ruff format $(TARGETS)

lint: setup ## ruff, import borders, and the project's own lints
	$(RUN) ruff check $(TARGETS)
	$(RUN) ruff format --check $(TARGETS)
	$(RUN) lint-imports
	$(RUN) python -m scripts.lints

types: setup ## mypy, strict
	$(RUN) mypy $(TARGETS)

test: setup servers clients lint types ## everything CI does: lints, types, all tests, branch coverage
	$(RUN) pytest -n $(WORKERS) --dist worksteal --cov --cov-branch --cov-report=term --cov-fail-under=95

check: test ## the same as test

unit: setup clients ## tests without servers
	$(RUN) pytest tests/unit tests/contract

integration: setup servers ## tests against real Postgres and RabbitMQ
	$(RUN) pytest tests/integration

path: setup servers clients ## tests of whole paths, from a post to a position
	$(RUN) pytest tests/path

chaos: setup servers ## kill and freeze all under load: make chaos [VENUE=hyperliquid]
	$(RUN) python -m scripts.chaos --venue $(or $(VENUE),paper)

fuzz: setup servers ## fuzz the API as everybody, thoroughly: make fuzz [EXAMPLES=N]
	FUZZ_EXAMPLES=$(or $(EXAMPLES),50) $(RUN) pytest tests/path/test_api_fuzz.py

cells: setup servers ## each cell of the matrix, briefly, on one field
	$(RUN) pytest tests/path/test_matrix.py

matrix: setup servers ## kill at each step, a thousand times a cell: make matrix [RUNS=N] [TALLY=FILE]
	$(RUN) python -m scripts.matrix $(if $(RUNS),--runs $(RUNS)) $(if $(TALLY),--tally $(TALLY))

bench: setup servers ## measure against the floor: bare aio-pika and asyncpg
	$(RUN) python -m scripts.bench

power: setup ## how often the leaderboard finds skill that is there, or is not
	$(RUN) python -m scripts.power

bench-classifier: setup ## measure the classifiers: make bench-classifier DATA=FOLDER [LLM=--llm]
	$(RUN) python -m scripts.bench_classifier $(or $(DATA),.) $(LLM)

##@ Run
demo: setup ## the whole platform in one process, no servers, no keys
	$(RUN) maxxit demo

# A container engine that answers wins; without one, the same servers come from Debian packages.
up: $(if $(COMPOSE),,setup servers) ## start the platform: with docker compose, or with Debian's servers
	$(if $(COMPOSE),docker compose up --build --detach,$(RUN) python scripts/stack up)

down: ## stop what `make up` started
	@if [ -e .run/stack.env ]; then $(RUN) python scripts/stack down; \
	elif $(ENGINE_ANSWERS); then docker compose down; fi

status: ## tell what `make up` has running
	@if [ -e .run/stack.env ]; then $(RUN) python scripts/stack status; \
	elif $(ENGINE_ANSWERS); then docker compose ps; else echo "nothing is running"; fi

##@ Write
openapi: setup clients ## write the API's description and the clients made of it anew
	$(RUN) python -m scripts.openapi

messages: setup ## write the committed pages about messages anew
	$(RUN) python -m scripts.messages
