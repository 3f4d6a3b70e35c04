# make demo    the whole way on a sample blog, without the internet: crawl, verify, export
# make test    the whole test suite
# make lint    format, lint, types, import layers, generated docs, size of modules
# make fix     format, and mend what can be mended by itself
# make docs    write the generated pages of docs/ anew
# make bench   the benchmarks
# make consumers  installs the programs that our exports are for, and compares what each makes of them (needs registries)
# make clean   remove the environment, caches and build results; never output/
#
# Each needs Python 3.11 or newer, make and git, and makes its own environment in .venv.
# Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint fix docs docs-check bench consumers clean

demo: $(VENV)/.ready
	@$(BIN)/python tools/demo.py

test: $(VENV)/.ready
	@$(BIN)/pytest

lint: $(VENV)/.ready docs-check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/sizes.py

fix: $(VENV)/.ready
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.ready
	@$(BIN)/python tools/docs.py

docs-check: $(VENV)/.ready
	@$(BIN)/python tools/docs.py --check

bench: $(VENV)/.ready
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

consumers: $(VENV)/.ready
	@$(BIN)/python -m tools.consumers

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew whenever pyproject.toml is newer: dependencies may have changed.
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "This needs Python 3.11 or newer; $(PYTHON) is older. Say where one is: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV) || { echo \
	  "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
