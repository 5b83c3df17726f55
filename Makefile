# make demo     three throwaway hosts, and playbooks/day2.yml on them from first check to found drift (as root)
# make test     every test; as root also those on real hosts
# make check    ruff and mypy
# make bench    how long runs take, beside other tools (as root); BENCH='--only areas' takes a part
# make docs     docs/language-table.md anew, after a keyword, module, filter or lookup has come
# make venv     .venv/ with pushcfg in it: .venv/bin/pushcfg --help
# make install  pushcfg into the active virtual environment, as a copy
# make clean    everything that the above have made here
#
# What is missing is installed first: Python packages into .venv/, Debian packages with apt if root.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# What the lab's hosts are made with, and what tests look at besides. None of these starts a service on the machine.
LAB_PACKAGES := ca-certificates debootstrap iproute2 openssh-client util-linux
TEST_PACKAGES := $(LAB_PACKAGES) apt-utils createrepo-c pass rpm sudo systemd-container unzip vagrant

.NOTPARALLEL:
.PHONY: help venv install demo test check bench docs clean root lab-packages test-packages

help:
	@sed -n 's/^# \?//;1,/^$$/p' Makefile

venv: $(VENV)/installed

install:
	$(PYTHON) -m pip install .

demo: root $(VENV)/installed lab-packages
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/demo.sh

test: $(VENV)/installed-test test-packages
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(PYTEST)

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: root $(VENV)/installed-bench lab-packages
	$(BIN)/python tests/bench/bench.py $(BENCH)

docs: $(VENV)/installed-test
	PYTHONPATH=$(CURDIR) $(BIN)/python tests/language/table.py > docs/language-table.new
	mv docs/language-table.new docs/language-table.md

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

root:
	@[ "$$(id -u)" = 0 ] || { echo "This makes real hosts out of namespaces and mounts, which takes root: try sudo make $(MAKECMDGOALS)" >&2; exit 1; }

lab-packages:
	@tests/packages.sh $(LAB_PACKAGES)

test-packages:
	@tests/packages.sh $(TEST_PACKAGES)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[test,bench]'
	@touch $@ $(VENV)/installed-test $(VENV)/installed
