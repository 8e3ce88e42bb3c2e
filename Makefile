# Everything sets itself up: the environment, the locked packages and the native libraries.
# `make` alone lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
# The build backend is found through PATH.
INSTALL_SELF := PATH="$(abspath $(BIN)):$$PATH" $(PIP) install --no-deps --no-build-isolation --editable .

REPORT_LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
# libatomic1 is what the browser driver of the tests is linked against.
TEST_PROGRAMS := chromium libatomic1 openssl poppler-utils postgresql fonts-dejavu-core

# Installs Debian packages when root, and otherwise prints the exact command.
define require_packages
	if command -v dpkg-query >/dev/null; then \
	  missing=""; \
	  for package in $(1); do \
	    dpkg-query --show --showformat='$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' \
	      || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then \
	      echo "Installing$$missing"; \
	      export DEBIAN_FRONTEND=noninteractive; \
	      apt-get update --quiet=2; \
	      apt-get install --quiet=2 --yes --no-install-recommends $$missing >/dev/null; \
	    else \
	      echo "Native packages are missing. Run this and try again:"; \
	      echo "  sudo apt-get install --yes --no-install-recommends$$missing"; \
	      exit 1; \
	    fi; \
	  fi; \
	else \
	  echo "Not a Debian system: make sure that these are installed: $(1)"; \
	fi
endef

.PHONY: help demo test serve bench check lock format clean

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/ready ## carry the reference case from the form to its PDF
	@$(call require_packages,$(REPORT_LIBRARIES))
	@$(BIN)/investee-audit demo

serve: $(VENV)/ready ## start server, UI, runner and the page of reports
	@$(call require_packages,$(REPORT_LIBRARIES))
	@$(BIN)/investee-audit serve

test: $(VENV)/ready-dev ## run every test
	@$(call require_packages,$(REPORT_LIBRARIES) $(TEST_PROGRAMS))
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

check: $(VENV)/ready-dev ## style, types, arrows and data files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/yamllint --strict checklists

bench: $(VENV)/ready-dev ## measure speed, as ratios within one run
	@$(call require_packages,$(REPORT_LIBRARIES))
	@$(BIN)/python -m tests.bench

format: $(VENV)/ready-dev ## format the code
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: $(VENV)/ready-dev ## renew the locks after a change of pyproject.toml
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --extra build $(LOCKING) --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --constraint requirements.lock $(LOCKING) --output-file requirements-dev.lock

LOCKING := --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

clean: ## remove the environment and caches, and nothing that was audited
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; install python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is $$($(PYTHON) --version); name another with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call require_packages,python3-venv); }
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Every package stands in the lock with its hash, so nothing is resolved.
$(VENV)/ready: $(VENV)/python requirements.lock pyproject.toml
	@if [ ! -e $(VENV)/ready-dev ] || [ requirements.lock -nt $(VENV)/ready-dev ]; then \
	  echo "Installing the locked packages (about a minute)"; \
	  $(PIP) install --no-deps --require-hashes --requirement requirements.lock; \
	fi
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/ready-dev: $(VENV)/python requirements-dev.lock pyproject.toml
	@echo "Installing the locked packages for tests (about a minute)"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.lock
	@$(INSTALL_SELF)
	@touch $@
