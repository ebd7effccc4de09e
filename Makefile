# Everything happens in a virtual environment of its own; all of it can be repeated.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin

.PHONY: demo test check wheels audit bench train docs notebooks screenshots sample-data clean

demo: $(VENV)/.ready
	@$(RUN)/kneedrive demo

test: $(VENV)/.ready-test
	$(RUN)/pytest -n auto --dist worksteal

# What .ci/run does after the tests.
check: $(VENV)/.ready-dev
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

# The wheel in bare environments, with the lowest and the newest versions of what it needs.
wheels:
	$(PYTHON) .ci/wheels.py

# Known vulnerabilities of the pinned versions.
audit: $(VENV)/.ready-audit
	$(RUN)/python .ci/audit.py

# Figures for docs/benchmarks.md; a quarter of an hour on a machine with nothing else to do.
bench: $(VENV)/.ready-bench
	$(RUN)/python benchmarks/reading.py --write
	$(RUN)/python benchmarks/importing.py --write
	$(RUN)/python benchmarks/thresholds.py --write
	$(RUN)/python benchmarks/anchors.py --write
	$(RUN)/python benchmarks/scale.py --write
	$(RUN)/python benchmarks/curves.py --write
	$(RUN)/python benchmarks/rhythm.py --write
	$(RUN)/python benchmarks/planning.py --write
	$(RUN)/python benchmarks/form.py --write
	$(RUN)/python benchmarks/contrast.py --write
	$(RUN)/python benchmarks/web.py --write
	$(RUN)/python -m benchmarks.policy --write
	$(RUN)/python benchmarks/classes.py --athletes 40 --seed 7 --write

# Learn anew what tells key sessions from easy ones.
train: $(VENV)/.ready
	$(RUN)/python benchmarks/classes.py --train

# Write what is made from the code: reference, metrics, pictures.
docs: $(VENV)/.ready-test
	$(RUN)/python docs/make_reference.py
	$(RUN)/python docs/make_metrics.py
	$(RUN)/python docs/make_programme.py
	$(RUN)/python docs/make_pictures.py
	$(RUN)/python docs/make_frames.py
	$(RUN)/python docs/make_licences.py

# Run the notebooks and keep what they show; pictures need Chrome or Chromium.
notebooks: $(VENV)/.ready-test
	$(RUN)/python docs/make_notebooks.py

# The guide's pictures, as the browser tests see the page; needs Chromium.
screenshots: $(VENV)/.ready-test
	KNEEDRIVE_SCREENSHOTS=docs/screenshots $(RUN)/pytest -q tests/web/browser/test_browser_guide.py

# Write the synthetic recordings again; the bytes come out the same.
sample-data: $(VENV)/.ready
	$(RUN)/python -m sample_data.make

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "kneedrive needs Python 3.11 or newer; try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

define install
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.$(1)'
	@touch $@
endef

$(VENV)/.ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(call install,)

$(VENV)/.ready-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(call install,[test])

$(VENV)/.ready-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(call install,[bench])

$(VENV)/.ready-audit: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(call install,[audit])

$(VENV)/.ready-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(call install,[dev])
