# make help lists the targets. Settings: PYTHON=python3.12, ARGS="…" for lab, present, voila, quick, test and notebooks.
PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python
RUN := $(PY) -m
PEERS ?= $(PY)
SLOW := tests/numeric/test_accuracy.py tests/numeric/test_activations.py tests/numeric/test_long_training.py \
	tests/numeric/test_properties.py tests/numeric/test_training.py
QUICK := $(filter-out $(SLOW),$(wildcard tests/numeric/test_*.py)) tests/data \
	tests/project/test_layers.py tests/symbolic/test_meaning.py tests/symbolic/test_derivation.py \
	--deselect tests/symbolic/test_derivation.py::test_random_derivatives_and_planted_faults
PINNED := class dev hub lab mutants present site# not bench: PyTorch would bring gigabytes
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(RUN) pip install --quiet -c constraints.txt -e

.PHONY: help lab present voila site lite release class quick test notebooks format lint decks attack faults mutants soak versions environments bench bench-class bench-latency constraints clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 — /p' Makefile

lab: .venv/lab ## open JupyterLab on the list of lessons, with what is done so far
	$(RUN) helpers.exercises.start_page notebooks
	$(RUN) jupyterlab --allow-root --LabApp.default_url=/lab/tree/notebooks/START.md $(ARGS)

present: .venv/present ## open the lessons as slides for a class; ARGS=4.5 for one lesson, ARGS="4.5 --theme=dark"
	$(PY) scripts/present.py slides $(ARGS)

voila: .venv/present ## open the lessons as live pages without code; ARGS as above
	$(PY) scripts/present.py page $(ARGS)

site: .venv/dev ## build the lessons as static pages into _site: a minute; REPOSITORY=owner/name links Binder and Colab
	$(PY) scripts/build_site.py

lite: .venv/dev ## build JupyterLite into _site/lite, before make site, which links it; PYODIDE_URL=https://…/pyodide.mjs for another Pyodide
	$(PY) scripts/lite_site.py

release: .venv/lab ## write what students get into _release, no answers in it: LESSONS="4.1 4.2", NBGRADER=course for assignments
	$(PY) scripts/release.py $(LESSONS) $(if $(NBGRADER),--nbgrader "$(NBGRADER)")
	$(RUN) pip wheel --quiet --no-deps --wheel-dir _release .

class: .venv/class ## sum up a class into _class: FOLDER=… of what it has handed in, ROSTER=names.csv, KEY=file
	$(PY) scripts/class_results.py "$(FOLDER)" --roster "$(ROSTER)" --key "$(KEY)"

quick: .venv/dev ## run the tests of numeric, data, the floors and the heart of the prover: 10 seconds
	$(RUN) pytest -p no:nbval -o addopts= -q -n 2 --dist loadscope $(QUICK) $(ARGS)

test: .venv/dev ## run every test: units, doctests, style, notebooks, browser: 7 minutes
	$(RUN) pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

notebooks: .venv/dev ## keep the proofs of every notebook, run it, store its outputs, renew the index
	$(PY) scripts/store_proofs.py $(filter %.ipynb,$(ARGS)) && $(PY) scripts/run_notebooks.py $(ARGS) && $(PY) scripts/make_index.py

format: .venv/dev ## put code and notebooks in the house's form
	$(RUN) ruff format . && $(RUN) ruff check --fix .

lint: .venv/dev ## check form and style
	$(RUN) ruff format --check . && $(RUN) ruff check .

decks: .venv/dev ## measure every slide of all nine lessons: minutes
	EVERY_DECK=1 $(RUN) pytest -p no:nbval -o addopts= -q tests/browser/test_present.py $(ARGS)

attack: .venv/dev ## try 20,000 false and 5,000 true lines on the prover: an hour
	$(PY) scripts/attack.py $(ARGS)

faults: .venv/dev ## plant faults in gradients and exercises; a test must catch each
	$(PY) scripts/plant_faults.py $(ARGS)

mutants: .venv/mutants ## change the code in one place at a time; a test must fail: ARGS="--sample 15 --seed 1 --only numeric"
	$(PY) scripts/mutants.py $(ARGS)

soak: .venv/dev ## long and hostile use: interrupts everywhere, 20,000 steps, 10,000 moves of each explorer, every order of presses: hours
	SOAK=1 $(RUN) pytest -p no:nbval -o addopts= -q tests/numeric/test_long_training.py tests/explorers tests/lessons/test_random_moves.py $(ARGS)

versions: .venv/dev ## every Python and the lowest versions that pyproject.toml admits: make quick and a lesson; ARGS="Python 3.12"
	$(RUN) pip install --quiet uv && $(PY) scripts/versions.py $(ARGS)

environments: .venv/dev ## run every notebook with older kernels and widgets, each in an environment of its own: minutes
	$(PY) scripts/environments.py

bench-class: .venv/dev ## a class on a real hub, and what it costs: 5 students on 4.5; ARGS="20 4.8", ARGS=--failures, ARGS=--strangers
	$(PY) scripts/bench_class.py $(ARGS)

bench-latency: .venv/dev ## from a key to the picture in JupyterLab, into tests/bench/README.md: minutes; ARGS="4.5 4.8" for two lessons
	$(PY) scripts/bench_latency.py --write $(ARGS)

bench: .venv/dev ## speed beside peers, growth, accuracy, into tests/bench/README.md: minutes; PEERS=… a Python that has them
	$(PEERS) scripts/bench_numeric.py --write $(ARGS)

constraints: .venv/dev ## pin every version anew
	$(RUN) pip install --quiet uv
	$(RUN) uv pip compile --quiet --upgrade --universal --python-version 3.11 $(PINNED:%=--extra %) --no-header --no-annotate pyproject.toml -o constraints.txt

clean: ## remove the environment and all caches
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis && find . -name __pycache__ -prune -exec rm -rf {} +

.venv/lab: pyproject.toml constraints.txt scripts/lab_overrides.json
	@echo "Installing into .venv: a minute or two, this once."
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed, as in: make lab PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	$(PIP) ".[lab]"
	mkdir -p .venv/share/jupyter/lab/settings && cp scripts/lab_overrides.json .venv/share/jupyter/lab/settings/overrides.json
	touch $@

.venv/present: .venv/lab
	$(PIP) ".[lab,present]"
	$(RUN) jupyterlab.labextensions disable --level=sys_prefix @voila-dashboards/jupyterlab-preview
	touch $@

.venv/class: .venv/lab
	$(PIP) ".[lab,class]" && touch $@

.venv/dev: .venv/present
	$(PIP) ".[dev,lab,present,site,class,hub]" && touch $@

.venv/mutants: .venv/dev
	$(PIP) ".[mutants]" && touch $@
