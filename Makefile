# make run    set up everything and serve the product and its console on http://127.0.0.1:8000
# make test   set up everything and run every test
# make check  style, types, architecture, schema and documents agree with the code
# make console  build the web console again
# make bench  benchmarks that print ratios
# make lock   resolve the dependencies again after a change of pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check bench console schema lock clean
.DEFAULT_GOAL := run

# Without a console everything else is served all the same.
run: $(VENV)/main.stamp
	@sh scripts/console build || echo "The console could not be built; everything else is served."
	@$(BIN)/pulsecast serve

# As many processes as there are cores: threads of their own beneath them would only be in each other's way.
test: $(VENV)/dev.stamp
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)
	@test -n "$(ARGS)" || sh scripts/console test
	@test -n "$(ARGS)" || sh scripts/console journeys

check: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pulsecast schema --check
	@$(BIN)/python -m pytest --quiet tests/architecture tests/unit/docs
	@sh scripts/console check

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m bench $(ARGS)

console: $(VENV)/main.stamp
	@sh scripts/console build

schema: $(VENV)/dev.stamp
	@$(BIN)/pulsecast schema --write

lock: $(VENV)/dev.stamp
	@$(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements/main.lock
	@$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --constraints requirements/main.lock --quiet --output-file requirements/dev.lock
	@$(BIN)/uv pip compile pyproject.toml --extra node --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --constraints requirements/main.lock --quiet --output-file requirements/node.lock

clean:
	@rm -rf $(VENV) dist web/node_modules pulsecast/static .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps make the second call quick: they are older than their lock file only when it changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/main.stamp: requirements/main.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Pulsecast needs ..."
	@$(PIP) install --require-hashes --requirement requirements/main.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@sh scripts/check-libgomp $(BIN)/python
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/main.stamp
	@echo "Installing what the tests and checks need ..."
	@$(PIP) install --require-hashes --requirement requirements/dev.lock
	@touch $@
