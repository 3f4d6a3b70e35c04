# make demo    the whole way on a sample blog, without the internet: crawl, verify, export
# make test    the whole test suite, in as many processes as the machine has cores
# make lint    format, lint, types, import layers, generated docs, size of modules
# make fix     format, and mend what can be mended by itself
# make docs    write the generated pages of docs/ anew
# make bench   the benchmarks
# make consumers  installs the programs that our exports are for, and compares what each makes of them (needs registries)
# make lock    resolve requirements/ anew: the newest releases that pyproject.toml allows
# make lowest  the suite with the lowest versions that pyproject.toml declares (requirements/lowest.txt)
# make latest  the suite with the newest versions that there are today: a forecast, never a part of .ci/run
# make clean   remove the environment, caches and build results; never output/
#
# Each needs Python 3.11 or newer, make and git, and makes its own environment in .venv: exactly what
# requirements/dev.txt names, with its digests, and the checkout.
# Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= auto
QUIET := --quiet --disable-pip-version-check
CHECKOUT := --no-index --no-deps --no-build-isolation --editable .

.PHONY: demo test lint fix docs docs-check bench consumers lock lowest latest clean

demo: $(VENV)/.ready
	@$(BIN)/python -m tools.demo

test: $(VENV)/.ready
	@$(BIN)/pytest --numprocesses $(JOBS) --dist worksteal

lint: $(VENV)/.ready docs-check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.checks.sizes

fix: $(VENV)/.ready
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.ready
	@$(BIN)/python -m tools.generate.docs

docs-check: $(VENV)/.ready
	@$(BIN)/python -m tools.generate.docs --check

bench: $(VENV)/.ready
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

consumers: $(VENV)/.ready
	@$(BIN)/python -m tools.consumers

# UPGRADE= make lock: keep what is pinned, take in only what pyproject.toml has changed.
UPGRADE ?= --upgrade
COMPILE := $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --only-binary :all: --emit-build-options --no-config --custom-compile-command 'make lock' $(UPGRADE)

lock:
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	@$(COMPILE) pyproject.toml --extra s3 --output-file requirements/s3.txt
	@$(COMPILE) pyproject.toml --constraint requirements/s3.txt --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --extra dev --constraint requirements/s3.txt --output-file requirements/dev.txt
	@$(COMPILE) pyproject.toml --extra dev --resolution lowest-direct --constraint requirements/lowest.in --output-file requirements/lowest.txt

# Neither changes .venv; what each installs is the whole difference to make test.
lowest:
	@$(PYTHON) -m venv --clear $(VENV)-lowest
	@$(VENV)-lowest/bin/python -m pip install $(QUIET) --require-hashes --requirement requirements/lowest.txt
	@$(VENV)-lowest/bin/python -m pip install $(QUIET) $(CHECKOUT)
	@$(VENV)-lowest/bin/pytest --numprocesses $(JOBS) --dist worksteal $(TESTS)

latest:
	@$(PYTHON) -m venv --clear $(VENV)-latest
	@$(VENV)-latest/bin/python -m pip install $(QUIET) --upgrade --upgrade-strategy eager --editable '.[dev]'
	@$(VENV)-latest/bin/python -m pip freeze --exclude-editable | sort >$(VENV)-latest/installed.txt
	@$(VENV)-latest/bin/pytest --numprocesses $(JOBS) --dist worksteal $(TESTS) \
	  || { echo "With the newest releases ($(VENV)-latest/installed.txt), not with the lock." >&2; exit 1; }

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-lowest $(VENV)-latest build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew whenever the lock or pyproject.toml is newer. --clear: nothing is left of what an older lock named.
$(VENV)/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "This needs Python 3.11 or newer; $(PYTHON) is older. Say where one is: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV) …" >&2
	@$(PYTHON) -m venv --clear $(VENV) || { echo \
	  "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install $(QUIET) --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install $(QUIET) $(CHECKOUT)
	@touch $@
