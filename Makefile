# VENV=/path uses a virtual environment kept elsewhere, PYTHON=/path another interpreter to make one.
VENV ?= .venv
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $(name))))
PIP = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check

# Of `make load`, `load-kill` and `cluster-test`: MINUTES (10, 10 and 0), SPEED and SOCKETS; of `make chaos`: the rest.
MINUTES =
SPEED ?= 1
SOCKETS ?= 1000
TICKETS ?= 10000
KILLS ?= 20
SEED ?= 1
AREAS ?=
LOAD = $(VENV)/bin/python -m bench.load --minutes $(or $(MINUTES),10) --speed $(SPEED) --sockets $(SOCKETS)

.PHONY: help run test quick fuzz bench chaos cluster cluster-test load load-kill axe vendor format clean

help:
	@echo "make run      the product, seeded, at http://127.0.0.1:$${PORT:-8000} (Ctrl+C stops it)"
	@echo "make test     all checks and tests, on SQLite and PostgreSQL, with browser and races"
	@echo "make quick    checks and the quick tests"
	@echo "make fuzz     50,000 cases of junk and nearly right input for every parser (an hour)"
	@echo "make bench    all benchmarks, each beside its yardstick; fails if a ratio got worse than it was"
	@echo "              AREAS='receive lists' for those alone"
	@echo "make chaos    kill everything at random while tickets arrive; nothing may be lost (20 minutes)"
	@echo "              TICKETS=$(TICKETS) KILLS=$(KILLS) SEED=$(SEED)"
	@echo "make cluster  as in production, on this machine: nginx with TLS, two web processes, two workers"
	@echo "make cluster-test  the same under load, deployed anew and killed in turn (5 minutes)"
	@echo "              MINUTES=10 goes on killing one thing every ten seconds"
	@echo "make load     a day of 1,000 agents against the same, by Locust: MINUTES=10 and three more"
	@echo "              SPEED=1 of that load, SOCKETS=1000 open pages"
	@echo "make load-kill  the same while one process after the other is killed: MINUTES=10"
	@echo "make axe      looks at every page in Chromium, three widths, light and dark (10 minutes)"
	@echo "make vendor   copy the browser libraries of static/vendor/package.json again (needs npm)"
	@echo "make format   format the Python code"
	@echo "make clean    remove what building and testing left; data under var/ stays"

run: $(VENV)/.installed
	@exec $(VENV)/bin/python manage.py run

test: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.run

quick: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.run --quick

fuzz: $(VENV)/.installed-dev
	@FUZZ_CASES=$${FUZZ_CASES:-50000} exec $(VENV)/bin/python -m pytest -q -n 2 tests/fuzz

bench: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.services --exec $(VENV)/bin/python -m bench.run --check $(AREAS)

chaos: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.chaos --tickets $(TICKETS) --kills $(KILLS) --seed $(SEED)

cluster: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.cluster

cluster-test: $(VENV)/.installed-dev
	@exec $(VENV)/bin/python -m tests.cluster --test --minutes $(or $(MINUTES),0)

load: $(VENV)/.installed-bench
	@exec $(LOAD)

load-kill: $(VENV)/.installed-bench
	@exec $(LOAD) --kill

axe: $(VENV)/.installed-dev
	@EVERY_PAGE=full exec $(VENV)/bin/python -m pytest -q tests/test_every_page.py

vendor: $(VENV)/bin/python
	$(VENV)/bin/python static/vendor/update.py

format: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "TTS needs Python 3.11 or newer; found: $$(python3 --version 2>&1)." \
		"Install one, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the virtual environment $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements.txt"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $(VENV)/.installed $@

$(VENV)/.installed-bench: requirements-bench.txt requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements-bench.txt"
	@$(PIP) -r requirements-bench.txt
	@touch $(VENV)/.installed $(VENV)/.installed-dev $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache staticfiles test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
