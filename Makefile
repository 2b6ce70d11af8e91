# Everything a machine with Python 3.11 or newer, pip and make needs. `make` alone tells the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .bootstrap/bin/uv
UV_VERSION := 0.13.9
MEMBERS := libs/contracts libs/kalender libs/messaging services/intake services/triage services/routing \
	services/notification deploy/local cli demo
PACKAGES := vt_contracts vt_kalender vt_messaging intake triage routing notification vt_local vt_cli vt_demo
TESTS ?= tests
WORKERS ?= 2

.PHONY: help install demo up test check lint types imports format bench bench-linking bench-triage lock schemas \
	strimzi clean

help:  ## Tell what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/installed  ## Make the virtual environment (others do this by themselves)

$(UV):
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .bootstrap uv==$(UV_VERSION)

$(VENV)/installed: $(UV) requirements.lock pyproject.toml $(MEMBERS:=/pyproject.toml)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps $(addprefix -e ,$(MEMBERS))
	@touch $@

demo: install  ## A simulated day on real Kafka and PostgreSQL; stays up until Ctrl-C (DEMO_EXIT=1: ends)
	$(BIN)/python -m vt_demo

up: install  ## Start the whole keten on this machine
	$(BIN)/vt up

test: install  ## All tests, on real engines
	$(BIN)/python -m pytest $(TESTS) -n $(WORKERS) --dist loadgroup

check: lint types imports test  ## Everything CI asks

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))

imports: install
	$(BIN)/lint-imports

format: install  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install  ## The chain against a raw relay, in one run (MELDINGEN, ROUNDS)
	$(BIN)/python -m bench

bench-linking: install  ## Who is recognised, how often wrongly, and what the look-up costs (PERSONS, STORED)
	$(BIN)/python -m bench.linking

bench-triage: install  ## What triage makes of the labelled meldingen (HALF=ontwikkeling or slot)
	$(BIN)/python -m bench.triage_figures $(or $(HALF),ontwikkeling)

lock: $(UV)  ## Renew requirements.lock from the pyproject files
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--python-version 3.11 --custom-compile-command "make lock" --upgrade \
		$(foreach member,$(MEMBERS),--no-emit-package $(shell sed -n 's/^name = "\(.*\)"/\1/p' $(member)/pyproject.toml)) \
		pyproject.toml --group dev $(MEMBERS:=/pyproject.toml) -o requirements.lock

schemas: install  ## Write the JSON Schemas of newly released contracts
	$(BIN)/python -m vt_contracts.schema_files

strimzi: install  ## Write the Strimzi resources anew from the access table
	$(BIN)/python deploy/k8s/generate_strimzi.py

clean:  ## Remove the virtual environment and caches of this checkout
	rm -rf $(VENV) .bootstrap .mypy_cache .ruff_cache .pytest_cache .hypothesis
