# `make` lists the targets. All set-up happens by itself, once, into .venv.
BIN = .venv/bin
# Made again where it is not of this folder (a moved clone) or its Python is gone.
ifneq ($(shell cat .venv/done 2>/dev/null && $(BIN)/python -c "" 2>&1),$(CURDIR))
.PHONY: .venv/done
endif

# Whatever makes or runs something writes.
LOCKED := $(shell for one in . _build .venv; do test ! -e $$one || test -w $$one || echo $$one; done)
ifneq ($(LOCKED),)
ifneq ($(filter-out help serve,$(MAKECMDGOALS)),)
$(error These folders cannot be written: $(LOCKED). Cure: mend their rights, or clone to another place)
endif
endif

.PHONY: help setup book check test serve notebooks text exercises variants exam questions collect gradebook nbgrader hub bench pdf audit links newest screenshots grade lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup: .venv/done  ## make .venv and install the lock (the other targets do this by themselves)

.venv/done: requirements.txt pyproject.toml course/setup.sh
	@PYTHON="$(PYTHON)" sh course/setup.sh

requirements.txt pyproject.toml:
	@echo "$@ is missing. Cure: git checkout $@"; exit 1

book: .venv/done  ## build the book into _build/html (SOLUTIONS=no leaves the answers out)
	@SOLUTIONS=$(or $(SOLUTIONS),yes) $(BIN)/python -m course.build

check: .venv/done  ## what an author runs, in seconds: structure, bank, coverage, errata, own words, style
	@$(BIN)/python -m pytest tests/content -m "not slow"
	@$(BIN)/ruff check .

# A worker keeps a whole notebook, or a whole file of tests: kernels are slow to start. nbval notices
# a dead kernel by the timeout (in seconds) only.
test: check book  ## run every test: notebooks, package, book, browser
	@$(BIN)/python -m pytest -n 2 --dist loadscope --nbval --nbval-current-env --nbval-cell-timeout=60 \
	  -m "slow or not content" book tests
	@echo "All tests passed."

serve: .venv/done  ## serve the built book on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/python -m course.serve $(PORT)

notebooks: .venv/done  ## carry edited text over, execute in parallel, store the outputs (NB="paths" for some)
	@$(BIN)/python -m course.execute $(NB)

text: .venv/done  ## synchronise notebooks with their text in .text/ folders (the newer one wins)
	@$(BIN)/jupytext --sync book/*.ipynb book/*/*.ipynb

exercises: .venv/done  ## generate exercises/ from solutions/ (ROSTER=roster.csv: variants for each student into release/, SETS="06-... 07-...")
	@$(BIN)/python -m $(if $(ROSTER),course.hand_out "$(ROSTER)" "$(SETS)",course.release)

variants: .venv/done  ## verify the variants that a class of STUDENTS=300 would get, and count them; writes nothing
	@$(BIN)/python tools/variants.py $(or $(STUDENTS),300) "$(SETS)"

questions: .venv/done  ## write the question bank for Canvas, Moodle and Anki into _build/questions
	@$(BIN)/python -m course.bank.export

collect: .venv/done  ## put submissions where the grader looks: ASSIGNMENT=06-elementwise FROM=submissions.zip (ROSTER=file)
	@$(BIN)/python -m course.classroom.collect $(ASSIGNMENT) --source "$(FROM)" $(if $(ROSTER),--roster "$(ROSTER)")

grade: .venv/done  ## grade ASSIGNMENT=06-elementwise in a sandbox (PROCESSES=2, SUBMITTED=folder, PART=3/10, MERGE=yes)
	@$(BIN)/python -m course.grading $(ASSIGNMENT) --processes $(or $(PROCESSES),2) $(if $(SUBMITTED),--submitted "$(SUBMITTED)") $(if $(PART),--part $(PART)) $(if $(MERGE),--merge) $(if $(UNSAFE),--unsafe)

gradebook: .venv/done  ## points into the platform's own export: ASSIGNMENT=06-elementwise LMS=canvas FROM=export.csv
	@$(BIN)/python -m course.classroom.gradebook $(ASSIGNMENT) --lms "$(LMS)" --source "$(FROM)"

nbgrader: .venv/done  ## nbgrader's own commands, with its folders: ARGS="generate_assignment 06-elementwise --force"
	@$(BIN)/nbgrader $(ARGS)

# The hub's own packages in an environment that also sees those of the course.
_build/hub/done: .venv/done deploy/jupyterhub/requirements.txt
	@$(BIN)/python -m venv --clear --without-pip _build/hub
	@echo "import site; site.addsitedir('$$($(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")')" \
	  > $$(_build/hub/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/course.pth
	@sh course/uv.sh pip install --quiet --python _build/hub/bin/python -r deploy/jupyterhub/requirements.txt
	@touch $@

hub: _build/hub/done  ## try JupyterHub with nbgrader's exchange on http://127.0.0.1:8080: any name, the password "trial"
	@PATH="$(CURDIR)/_build/hub/bin:$$PATH" HUB_TRIAL=yes _build/hub/bin/jupyterhub --config deploy/jupyterhub/jupyterhub_config.py

bench: .venv/done  ## time builds, executions and tests beside their lower bounds
	@$(BIN)/python tools/bench.py

pdf: .venv/done  ## print the built book into _build/pdf (needs a Chromium)
	@$(BIN)/python -m course.pdf

audit: .venv/done  ## Lighthouse on the built pages (needs a Chromium and npm's registry)
	@$(BIN)/python tools/lighthouse.py

exam: .venv/done  ## print an examination by hand into _build/exam: sheet, key and rubric of each version (SEED=7 VERSIONS=4)
	@$(BIN)/python -m course.exam --seed "$(or $(SEED),1)" --versions "$(or $(VERSIONS),1)"

links: .venv/done  ## check every link to another site (needs the network)
	@$(BIN)/jupyter-book build . --toc _toc.yml --config _config.yml --builder linkcheck

newest: .venv/done  ## test against the newest versions of everything but the book's own; changes nothing here
	@sh course/newest.sh

screenshots: .venv/done  ## photograph the built pages, wide and narrow, light and dark
	@$(BIN)/python tools/screenshots.py

lock: .venv/done  ## compile requirements.in into requirements.txt (NEWEST=yes for the newest versions)
	@sh course/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" --output-file requirements.txt $(if $(NEWEST),--upgrade) requirements.in || \
	  { echo "The lock was not compiled. Cure: mend requirements.in as said above."; exit 1; }
	@echo "Compiled requirements.txt; run make notebooks and make test with it."

clean:  ## remove what was built (.venv stays)
	@rm -rf _build && echo "Removed _build."
