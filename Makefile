# Everything one types here. A machine needs git, make and Python 3.11 to 3.13; the rest is fetched.
#
#   make demo [PORT=8000] [DEMO_DIR=var]     the program with its demo data, until Ctrl-C
#   make test [ARGS="tests/wards -x"]        every check and every test
#   make bench · make screens · make lint · make messages

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
DEMO_DIR ?= var
PROCESSES ?= 2
export PORT DEMO_DIR

UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.synced
# Checks that read the settings but need no server.
SETTINGS := SECRET_KEY=for-checks-only-00000000000000000000 DATABASE_URL=postgresql:///none BROKER_URL=redis://none \
            MEDIA_ROOT=var/media HTTPS=0

.PHONY: demo test bench lint screens messages
.DEFAULT_GOAL := demo

demo: $(READY)
	@$(BIN)/python -m emulation.libraries
	@exec $(BIN)/python -m emulation.demo

test: lint
	@$(BIN)/python -m emulation.libraries test
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal $(ARGS)

bench: $(READY)
	@$(BIN)/python -m emulation.libraries test
	$(BIN)/python -m tests.bench $(ARGS)

screens: $(READY)
	@$(BIN)/python -m emulation.libraries test
	$(BIN)/python -m tests.screens $(ARGS)

lint: $(READY)
	@$(BIN)/python -m emulation.libraries
	$(SETTINGS) $(BIN)/python manage.py messages --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(SETTINGS) $(BIN)/mypy

messages: $(READY)
	$(SETTINGS) $(BIN)/python manage.py messages

# The environment exactly as locked, made again only when the lock is newer.
$(READY): uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --frozen --inexact --quiet
	@touch $@
