# Two commands: `make serve` shows the book, `make test` proves it. The others are their parts.
# Needed: Python 3.11, 3.12 or 3.13 and make. All else is installed into .venv and .venv-colab.

PORT   ?= 8000
FITS   := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
            if $$p -c "$(FITS)" 2>/dev/null; then echo $$p; break; fi; done)
endif
PY     := .venv/bin/python
# A figure is compared as a figure, whatever the processor; --again: cells and sections twice.
NBVAL  := -m pytest -q -p no:cacheprovider -p tools.outputs.nbval_plugin \
          --nbval --nbval-current-env --nbval-cell-timeout=600
BROWSE := tests/site/test_browser*.py
QUICK  := -m "not slow" --ignore-glob "$(BROWSE)"
TRAINED := 02 03 04 07

# What was given, as it was given: neither make nor the shell reads anything into a quote or a $.
export GIVEN_PORT := $(value PORT)
export GIVEN_URL  := $(value URL)
export GIVEN_FROM := $(value FROM)

# Stored outputs are compared digit by digit: one thread, one order of sets.
export OMP_NUM_THREADS := 1
export PYTHONHASHSEED := 0

# Compute as a processor of 2008 would: torch with oneDNN and MKL, OpenBLAS, the C library, and NumPy,
# which names its instructions in one way up to 2.3 (Colab's) and in another since.
OLD := ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=SSE41 MKL_CBWR=COMPATIBLE \
       OPENBLAS_CORETYPE=Nehalem GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F
# So does the Colab lane always, and with OLD_CPU=1 everything: a proof is one on two processors.
COLAB := $(OLD) NPY_DISABLE_CPU_FEATURES="FMA3 AVX2 AVX512F AVX512CD AVX512_KNL AVX512_KNM \
         AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL" .venv-colab/bin/python
ifneq ($(filter-out 0,$(OLD_CPU)),)
PY := $(OLD) NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR" $(PY)
endif

.PHONY: help serve book slides execute check test bench season fork doctor \
        env env-test env-colab python setup browser \
        lint test-quick test-js test-browser engines test-slow trainings nbval nbval-colab

help:           ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

serve: python   ## build the book and the decks, serve them at http://localhost:8000 (PORT=…)
	@$(PYTHON) -m tools.site.serve --port "$$GIVEN_PORT" --check
	@echo "[1/4] environment";  $(MAKE) -s env
	@echo "[2/4] web assets";   $(MAKE) -s setup
	@echo "[3/4] book";         $(PY) -m tools.site.book
	@echo "[4/4] decks";        $(PY) -m tools.site.slides --no-pdf
	@$(PY) -m tools.site.serve --port "$$GIVEN_PORT"

book: setup    ## build the book into _build/html, warnings are errors
	$(PY) -m tools.site.book

slides: book browser  ## build the decks and their PDF hand-outs into _build/html
	$(PY) -m tools.site.slides

execute: env-test ## run the notebooks again in place (FORCE=1: ignored cells too)
	$(PY) tools/execute.py $(if $(FORCE),--force) $(NOTEBOOKS)

check: env-test setup ## the quick tests, two minutes
	$(PY) tools/lanes.py lint test-quick test-js

test: python    ## everything, on any processor (OLD_CPU=1: as an old one computes)
	@$(MAKE) -k -j2 env-test env-colab
	@$(MAKE) setup browser
	@$(PY) tools/lanes.py

# The lanes of the proof; tools/lanes.py runs them side by side.
lint: env-test setup
	$(PY) -m ruff check .
	$(PY) -m tools.env.node node_modules/eslint/bin/eslint.js .
	$(PY) -m tools.env.node node_modules/prettier/bin/prettier.cjs --check --log-level warn .

test-quick: env-test
	$(PY) -m pytest -q -n 2 --dist worksteal $(QUICK)

test-js: setup
	$(PY) -m tools.env.node --test $$(find tests -name "*.test.mjs")

test-browser: env-test env-colab browser
	$(PY) -m pytest -q $(BROWSE)

engines: env-test setup
	$(PY) -m playwright install --with-deps firefox webkit
	$(PY) -m tools.site.engines

test-slow: env-test
	$(PY) -m pytest -q -m slow --ignore-glob "$(BROWSE)"

trainings: env-test
	$(PY) tools/train.py $(TRAINED) --check --processes 1

nbval: env-test
	$(PY) $(NBVAL) --again book/en

nbval-colab: env-colab
	$(COLAB) -m tools.env.processor --old
	$(COLAB) $(NBVAL) book/en

bench: env-test ## ratios against peers, measured in one run
	@for b in benchmarks/*.py; do echo "== $$b"; $(PY) -m benchmarks.$$(basename $$b .py) || exit 1; done
	@for b in benchmarks/*.mjs; do echo "== $$b"; $(PY) -m tools.env.node $$b || exit 1; done

season: env     ## a calendar of the sessions, from a day on (FROM=2027-01-13)
	@$(PY) -m tools.season "$$GIVEN_FROM"

fork: python    ## point every notebook, button and link to your copy (URL=https://github.com/…/…)
	@$(PYTHON) -m tools.env.fork "$$GIVEN_URL"

doctor: python  ## what this machine has and what it lacks
	@$(PYTHON) -m tools.env.doctor

python:
	@test -n "$(PYTHON)" || { echo "nlpviz needs Python 3.11, 3.12 or 3.13 with its venv module, and" \
	  "found none (Debian, Ubuntu: apt-get install python3 python3-venv)"; exit 1; }

env: python
	@$(PYTHON) -m tools.env.env book

env-test: env
	@$(PYTHON) -m tools.env.env test

env-colab: python
	@$(PYTHON) -m tools.env.env colab

setup: env
	@$(PY) -m tools.env.fetch

browser: env
	@$(PY) -m tools.env.browser
