# Every target does its own set-up; Python 3.11+, Node 20.19+ and make are all it takes.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := functions:layers/shared/python
# jsii names the Node releases that may be past their end of life without a banner.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1

# Vite 8 sets the minor version.
NODE_CHECK := node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null || { echo "Sextant needs Node 20.19 or newer on the PATH; found: $$(node --version 2>/dev/null || echo none)." >&2; exit 1; }

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup dev dev-reset test lint format synth bench e2e sam sam-check openapi requirements clean

help:  ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

# --- set-up: each stamp is newer than what it was made from -------------------------------------------------------------

$(VENV)/.stamp: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sextant needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.13 …" >&2; exit 1; }
	@echo "Setting up Python packages in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@

node_modules/.stamp: package-lock.json
	@$(NODE_CHECK)
	@echo "Setting up the CDK command line …"
	@npm ci --silent --no-fund --no-audit
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json
	@$(NODE_CHECK)
	@echo "Setting up the admin UI …"
	@cd frontend && npm ci --silent --no-fund --no-audit
	@touch $@

tests/e2e/clients/node_modules/.stamp: tests/e2e/clients/package-lock.json
	@$(NODE_CHECK)
	@echo "Setting up the SDKs that the end-to-end tests use …"
	@cd tests/e2e/clients && npm ci --silent --no-fund --no-audit
	@touch $@

setup: $(VENV)/.stamp node_modules/.stamp frontend/node_modules/.stamp tests/e2e/clients/node_modules/.stamp  ## Install everything (every target does so itself)

# --- the platform on this machine ---------------------------------------------------------------------------------------

dev: setup  ## Run the whole platform on http://localhost:5000, filled with real data
	@exec $(BIN)/python -m local

dev-reset: $(VENV)/.stamp  ## Empty the local platform
	@$(BIN)/python -m local reset

sam: setup  ## Run the API stack in the real Lambda runtime with SAM CLI
	@exec $(BIN)/python -m local sam

sam-check: setup  ## Ask the API two questions in the real Lambda runtime, and stop it
	@exec $(BIN)/python -m local sam --check

# --- checks -------------------------------------------------------------------------------------------------------------

test: setup  ## Pass every test that needs no container engine
	$(BIN)/pytest --numprocesses 2 --dist loadgroup $(PYTEST_ARGS)
	cd frontend && npm test --silent

lint: setup  ## Format, lint, types, import contracts, OpenAPI document
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m api.openapi --check docs/openapi.json
	cd frontend && npm run --silent lint && npm run --silent typecheck
	cd frontend && npx prettier --config .prettierrc.json --log-level warn --check ../tests/e2e/clients/*.mjs

format: $(VENV)/.stamp  ## Format the Python code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

synth: setup  ## Write the CloudFormation templates to cdk.out
	@rm -rf cdk.out
	npx cdk synth --quiet
	@ls cdk.out/*.template.json

e2e: setup  ## The running platform, in a real browser and with real clients
	$(BIN)/pytest tests/e2e --numprocesses 2 --dist loadfile $(PYTEST_ARGS)

bench: setup  ## Benchmarks, each a ratio against a named peer or floor
	$(BIN)/python -m bench

# --- upkeep -------------------------------------------------------------------------------------------------------------

openapi: setup  ## Write docs/openapi.json and the admin UI's types from the code
	$(BIN)/python -m api.openapi docs/openapi.json
	cd frontend && npm run --silent generate

requirements: $(VENV)/.stamp  ## Lock the Python requirements anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/dev.txt requirements/core.in -o requirements/core.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/dev.txt requirements/stats.in -o requirements/stats.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url requirements/peers.in -o requirements/peers.txt

clean:  ## Remove what was made here, local data included
	rm -rf $(VENV) node_modules frontend/node_modules tests/e2e/clients/node_modules frontend/dist cdk.out .cache .local
