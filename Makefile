# Fairpanel. `make` alone lists what there is to make. Needs Python 3.11 or newer, and GNU make 3.81 or newer.
# Settings: PYTHON=/path/to/python3   WORKERS=2   ARGS="more for pytest"

VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --no-input --disable-pip-version-check
WORKERS ?= 2
ARGS    ?=

# A stamp carries a checksum of this folder's path: an environment that was moved or copied here is made again.
HERE  := $(shell pwd -P | cksum | cut -d ' ' -f 1)
READY := $(VENV)/.ready-$(HERE)
DEV   := $(VENV)/.ready-dev-$(HERE)

.DEFAULT_GOAL := help
.PHONY: help install pdf run test check fuzz kills format lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-16s%s\n", $$1, $$2 }'

install: $(READY) ## make .venv with the `fairpanel` command, and nothing else
	@echo "$(BIN)/fairpanel is ready."

pdf: $(READY) ## add what writes an audit as PDF (20 MB; needs the system's Pango)
	@$(PIP) install --quiet --require-hashes --requirement requirements-pdf.txt
	@echo "fairpanel audit now writes .pdf."

run: $(READY) ## compose and serve an invented trust on this machine, with one sign-in per role
	@exec $(BIN)/fairpanel demo

test: $(DEV) ## run the tests; ARGS="-k panel" picks some
	@browser=$$(.ci/ensure-chromium) || echo "Tests that need a browser are reported as not run."; \
	CHROMIUM="$$browser" $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(DEV) ## format, lint, types, import contracts, lengths, migrations, links, requirements
	@$(BIN)/python .ci/check $(ARGS)

fuzz: $(DEV) ## the long run of Schemathesis against the API, as each role
	@$(BIN)/python .ci/fuzz-api 60

kills: $(DEV) ## kill the served service fifteen times under eight writers, on both databases
	@$(BIN)/python .ci/kill-test 15

format: $(DEV) ## put the source in the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## renew the pinned requirements from pyproject.toml; UPGRADE=1 takes the newest allowed
	@UPGRADE=$(UPGRADE) .ci/lock

clean: ## remove the environment and the caches; the demo's data in var/ stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements.txt requirements-names.txt pyproject.toml
	@PYTHON="$(PYTHON)" .ci/make-venv $(VENV)
	@echo "Installing the pinned packages of requirements.txt into $(VENV): about half a minute the first time."
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-names.txt || \
		echo "No onnxruntime for this machine: redaction works by its rules alone, and misses more (docs/redaction.md)."
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(READY) requirements-dev.txt requirements-names.txt requirements-pdf.txt
	@echo "Installing the tools for tests and checks of requirements-dev.txt."
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt
	@$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-names.txt
	@$(PIP) install --quiet --require-hashes --requirement requirements-pdf.txt
	@touch $@
