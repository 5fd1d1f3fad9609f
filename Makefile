# Two commands: `make app` runs the app, `make test` runs every check (`make check` the fast ones).
# All make the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: app test check lint bench docs examples environment clean

app: $(VENV)/.runtime
	$(BIN)/streamlit run app.py

# Everything, on all cores of the machine. Each worker has its own browser, server and folders.
test: $(VENV)/.everything lint
	$(BIN)/python -m pytest -n auto --dist worksteal

# What fits between two edits; tests/slow.py says what it leaves out.
check: $(VENV)/.everything lint
	$(BIN)/python -m pytest -n logical --dist worksteal -m "not slow and not browser"

lint: $(VENV)/.everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house

# The documents as a site that needs no network, in build/docs.
docs: $(VENV)/.everything
	$(BIN)/python -m sphinx -W -q -c docs . build/docs

bench: $(VENV)/.everything
	$(BIN)/python -m benchmarks

EXPORT := $(BIN)/python -m gapmap export
examples: $(VENV)/.runtime
	$(EXPORT) docs/examples/gap-map.svg
	$(EXPORT) docs/examples/self-referral-tiles.pdf --route self --layout tiles --page a4-landscape
	$(EXPORT) docs/examples/london-boroughs.html --level borough
	$(EXPORT) docs/examples/warwickshire-briefing.docx --area E23000017
	$(EXPORT) docs/examples/warwickshire-briefing.pdf --as briefing.pdf --area E23000017
	$(EXPORT) docs/examples/gap-slide.pptx
	$(EXPORT) docs/examples/gap-table.xlsx
	$(EXPORT) docs/examples/gap-table.ods
	$(EXPORT) docs/examples/london-boroughs.geojson --level borough

# Known faults of the pinned libraries; needs the network. pip-audit gets an environment of its own.
audit:
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --disable-pip --no-deps -r constraints.txt -r requirements.txt -r requirements-dev.txt

# Random and damaged inputs for every reader; INPUTS is how many each is given.
INPUTS ?= 5000
fuzz: $(VENV)/.everything
	$(BIN)/python -m tests.security.fuzz $(INPUTS)

environment: $(VENV)/.everything

$(VENV)/.runtime: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.everything: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
