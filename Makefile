# Two commands do all the set-up: `make demo` and `make test`. Only Python 3.11 to 3.13 and a
# package registry are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo

.PHONY: demo test slow bench lint types clean

demo: $(VENV)/.installed
	rm -rf $(DEMO)
	$(BIN)/pdscan demo $(DEMO)
	$(BIN)/pdscan scan --estate $(DEMO)/pdscan.yaml --full \
		--out json=$(DEMO)/rapport.json --out html=$(DEMO)/rapport.html \
		; code=$$?; if [ $$code -ne 4 ]; then echo "expected exit code 4, got $$code"; exit 1; fi
	@echo
	@echo "HTML: $(abspath $(DEMO))/rapport.html"
	@echo "What was planted, and what each must get: $(abspath $(DEMO))/LISEZMOI.md"

test: $(VENV)/.tests-installed
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not slow"

slow: $(VENV)/.tests-installed
	$(BIN)/pytest -q -n 2 --dist loadfile

bench: $(VENV)/.installed
	$(BIN)/python bench/run_all.py

lint: $(VENV)/.lint-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.lint-installed $(VENV)/.tests-installed
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	touch $@

$(VENV)/.tests-installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.lint-installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[lint]'
	touch $@

clean:
	rm -rf $(VENV) .venv-wheel $(DEMO) build dist *.egg-info
