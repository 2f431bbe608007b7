# make serve, make demo, make test: each makes the virtual environment first if it has to.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# One more than there are processors: half of the tests wait for a server most of the time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: serve demo test test-postgresql lint check bench soak pictures roles lock clean

serve: $(VENV)/.installed
	$(RUN) -m bbs serve

demo: $(VENV)/.installed
	$(RUN) -m bbs serve --demo

test: $(VENV)/.installed-for-tests
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal

# All tests once more, on a PostgreSQL server of their own; SOME=tests/services runs those alone.
test-postgresql: $(VENV)/.installed-for-tests
	$(RUN) -m pytest -n auto --dist worksteal --database postgresql $(SOME)

lint: $(VENV)/.installed-for-tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check: lint test

bench: $(VENV)/.installed-for-tests
	$(RUN) -m pytest -m bench -s

soak: $(VENV)/.installed-for-tests
	$(RUN) -m pytest -m soak -n auto

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lamplight needs Python 3.11 or newer: make PYTHON=python3.11 serve")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	touch $@

$(VENV)/.installed-for-tests: tests/requirements.lock requirements.lock | $(VENV)/bin/python
	$(PIP) -r tests/requirements.lock
	touch $@ $(VENV)/.installed

roles: $(VENV)/.installed-for-tests
	$(RUN) -m tests.roles

pictures: $(VENV)/.installed-for-tests
	$(RUN) -m tests.pictures

# The lock files name versions and hashes, and no registry: pip asks the one it is set up for.
UV_COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url pyproject.toml
lock:
	$(UV_COMPILE) -o requirements.lock
	$(UV_COMPILE) --extra dev -o tests/requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist *.egg-info
