# What a fresh machine needs: Python 3.11 or newer and GNU make. Everything else goes into .venv, pinned with hashes.

RAW      ?= raw
OUT      ?= out
GOLD     ?= tests/gold
ENGINE   ?= local
WORKERS  ?=
SECONDS  ?= 60
ARGS     ?=
PYTHON   ?= python3
COMPILE  ?= 1

BIN      := .venv/bin
FAST     := PYTHONSAFEPATH=1 PYTHONPATH="$(CURDIR)/.venv/compiled:$(CURDIR)" $(BIN)/python
READY    := .venv/compiled/.stamp
ifneq ($(COMPILE),1)
FAST     := $(BIN)/python
READY    := .venv/run.stamp
endif
RUN      := $(FAST) -m pipeline
LOCKED   := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: --require-hashes
PIN       = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --only-binary :all: --custom-compile-command "make lock" $(ARGS)
CODE     := $(wildcard setup.py pipeline tests benchmarks fuzz tools)

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
	@echo "  COMPILE=$(COMPILE)   0: work with the sources as they are, slower, but nothing is compiled when they change"

extract: $(READY) ## articles in RAW become a checked catalogue in OUT
	$(RUN) extract "$(RAW)" --out "$(OUT)" --engine "$(ENGINE)" $(if $(WORKERS),--workers "$(WORKERS)") $(ARGS)

validate: $(READY) ## check OUT/catalogue.json against the shipped schema
	$(RUN) validate "$(OUT)/catalogue.json" $(ARGS)

report: $(READY) ## write OUT/report.html anew
	$(RUN) report "$(OUT)" $(ARGS)

evaluate: $(READY) ## score OUT against the annotated articles in GOLD
	$(RUN) evaluate "$(OUT)" "$(GOLD)" $(ARGS)

calibrate: .venv/run.stamp ## measure anew how often each rule is right (confidence rests on it)
	$(BIN)/python -m pipeline.evaluate calibrate $(ARGS)

floors: .venv/run.stamp ## pin the accuracy floors at what is measured now (ARGS=--lower where one must fall)
	$(BIN)/python -m pipeline.evaluate floors $(ARGS)

golden: .venv/dev.stamp ## renew tests/golden from raw/, after looking at what changed
	$(BIN)/python -m tests.test_golden

readme: .venv/run.stamp ## write the record and the figures in README.md anew
	$(BIN)/python tools/readme.py

bench: .venv/dev.stamp $(READY) ## speed and memory, as ratios within one run
	$(FAST) -m benchmarks $(ARGS)

test: .venv/dev.stamp $(READY) browser ## all tests, with coverage of pipeline/
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
	$(PIN) pyproject.toml --group build -o requirements/run.lock
	$(PIN) pyproject.toml --extra dask --group build --group dev -c requirements/run.lock -o requirements/dev.lock
	$(PIN) --group tools -c requirements/dev.lock -o requirements/tools.lock

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

# A copy of the package for the targets that work through articles: compiled anew where code changed, else only copied.
# Where there is no C compiler it stays what it is, Python.
.venv/compiled.stamp: .venv/run.stamp setup.py $(shell find pipeline -name '*.py')
	@rm -rf .venv/compiled build/compiled
	@echo "compiling (about a minute, and only when the code has changed)"
	@COMPILE=1 $(BIN)/python setup.py -q build --build-base build/compiled --build-lib .venv/compiled --parallel 2 > .venv/compile.log 2>&1 \
	    || { rm -rf .venv/compiled; echo "not compiled: all works, only slower. .venv/compile.log says why" >&2; }
	@touch $@

.venv/compiled/.stamp: .venv/compiled.stamp $(shell find pipeline -type f -not -name '*.py*')
	@$(BIN)/python setup.py -q build_py --build-lib .venv/compiled
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.lock
	$(LOCKED) -r requirements/dev.lock
	@touch $@

.venv/tools.stamp: .venv/dev.stamp requirements/tools.lock
	$(LOCKED) -r requirements/tools.lock
	@touch $@
