# What a fresh machine needs: Python 3.11 or newer and GNU make. Everything else goes into .venv, pinned with hashes.

RAW      ?= raw
OUT      ?= out
GOLD     ?= tests/gold
ENGINE   ?= local
WORKERS  ?=
SECONDS  ?= 60
ARGS     ?=
PYTHON   ?= python3

BIN      := .venv/bin
RUN      := $(BIN)/python -m pipeline
LOCKED   := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: --require-hashes
COMPILE   = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --only-binary :all: --custom-compile-command "make lock" $(ARGS)
CODE     := $(wildcard pipeline tests benchmarks fuzz tools)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help extract validate report evaluate calibrate floors golden readme bench test check format browser fuzz mutants audit licences lock clean distclean

help: ## list the targets
	@echo "make TARGET [VARIABLE=value …]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-13s%s\n", $$1, $$2}'
	@echo
	@echo "  RAW=$(RAW) OUT=$(OUT)   folder of articles, folder of results (extract, validate, report, evaluate)"
	@echo "  WORKERS=   ENGINE=$(ENGINE)   worker processes (default: every core), local or dask (extract)"
	@echo "  GOLD=$(GOLD)   annotated articles (evaluate)    SECONDS=$(SECONDS)   time for each target (fuzz)"
	@echo "  ARGS=   further options for the command behind a target    PYTHON=$(PYTHON)   what .venv is made with"

extract: .venv/run.stamp ## articles in RAW become a checked catalogue in OUT
	$(RUN) extract "$(RAW)" --out "$(OUT)" --engine "$(ENGINE)" $(if $(WORKERS),--workers "$(WORKERS)") $(ARGS)

validate: .venv/run.stamp ## check OUT/catalogue.json against the shipped schema
	$(RUN) validate "$(OUT)/catalogue.json" $(ARGS)

report: .venv/run.stamp ## write OUT/report.html anew
	$(RUN) report "$(OUT)" $(ARGS)

evaluate: .venv/run.stamp ## score OUT against the annotated articles in GOLD
	$(RUN) evaluate "$(OUT)" "$(GOLD)" $(ARGS)

calibrate: .venv/run.stamp ## measure anew how often each rule is right (confidence rests on it)
	$(BIN)/python -m pipeline.evaluate calibrate $(ARGS)

floors: .venv/run.stamp ## pin the accuracy floors at what is measured now (ARGS=--lower where one must fall)
	$(BIN)/python -m pipeline.evaluate floors $(ARGS)

golden: .venv/dev.stamp ## renew tests/golden from raw/, after looking at what changed
	$(BIN)/python -m tests.test_golden

readme: .venv/run.stamp ## write the record and the figures in README.md anew
	$(BIN)/python tools/readme.py

bench: .venv/dev.stamp ## speed and memory, as ratios within one run
	$(BIN)/python -m benchmarks $(ARGS)

test: .venv/dev.stamp browser ## all tests, with coverage of pipeline/
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term $(ARGS)

check: .venv/dev.stamp ## lint, format and types, changing nothing
	$(BIN)/python -m ruff check $(CODE)
	$(BIN)/python -m ruff format --check $(CODE)
	$(BIN)/python -m mypy --strict $(CODE)

format: .venv/dev.stamp ## mend what the linter and the formatter can mend themselves
	$(BIN)/python -m ruff check --fix $(CODE)
	$(BIN)/python -m ruff format $(CODE)

browser: ## Chromium for the tests of the report: install it where that is possible, else say how
	@sh tools/browser.sh

fuzz: .venv/tools.stamp ## feed broken input to every target, SECONDS for each
	$(BIN)/python -m fuzz --seconds "$(SECONDS)" $(ARGS)

mutants: .venv/tools.stamp ## mutation testing (slow): which changes to the code does no test notice?
	$(BIN)/python -m mutmut run $(ARGS)

audit: .venv/tools.stamp ## look the pinned packages up in the list of known weaknesses
	$(BIN)/python -m pip_audit --strict --disable-pip --require-hashes -r requirements/dev.lock -r requirements/tools.lock $(ARGS)

licences: .venv/tools.stamp ## write docs/licences.md: every pinned package and its licence
	@mkdir -p docs
	$(BIN)/python tools/licences.py > docs/licences.md

lock: .venv/tools.stamp ## pin anew what pyproject.toml asks for (ARGS=--upgrade for newer versions)
	$(COMPILE) pyproject.toml --group build -o requirements/run.lock
	$(COMPILE) pyproject.toml --extra dask --group build --group dev -c requirements/run.lock -o requirements/dev.lock
	$(COMPILE) --group tools -c requirements/dev.lock -o requirements/tools.lock

clean: ## remove results in out/, caches and builds
	rm -rf out build *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## clean, and remove .venv too
	rm -rf .venv

# --- the environment: made once, and mended only when a lock or pyproject.toml changed -------------------------------

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed, $(PYTHON) is not: say PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "making .venv (once; some minutes on a slow line)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No venv: install Python's venv module (Debian: python3-venv)" >&2; exit 1; }

.venv/run.stamp: .venv/pyvenv.cfg requirements/run.lock pyproject.toml
	$(LOCKED) -r requirements/run.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.lock
	$(LOCKED) -r requirements/dev.lock
	@touch $@

.venv/tools.stamp: .venv/dev.stamp requirements/tools.lock
	$(LOCKED) -r requirements/tools.lock
	@touch $@
