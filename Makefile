# `make` lists the targets. All set-up happens by itself, once, into .venv.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
# The environment, once made, keeps itself up to date, whatever python3 is by then; if it still works.
SETUP = $(if $(shell test -s .venv/installed.txt && $(BIN)/python -c 'print(1)' 2>&-),$(BIN)/python,$(PYTHON)) tools/setup.py

.PHONY: help setup book test serve notebooks text exercises questions bench pdf audit links newest screenshots grade lint lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup:  ## make .venv and install the lock (the other targets do this by themselves)
	@command -v $(firstword $(SETUP)) >/dev/null || { echo "There is no '$(PYTHON)'. Cure: install Python 3.11 or newer, or name one: make PYTHON=python3.12 book"; exit 1; }
	@$(SETUP)

book: setup  ## build the book into _build/html (SOLUTIONS=no leaves the answers out)
	@SOLUTIONS=$(or $(SOLUTIONS),yes) $(BIN)/python -m course.build

test: setup  ## run every test: notebooks, package, book, browser
	@$(BIN)/python tools/test.py

serve: setup  ## serve the built book on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

notebooks: setup  ## execute all notebooks in parallel and store their outputs (NB="paths" for some)
	@$(BIN)/python -m course.execute $(NB)

text: setup  ## synchronise notebooks with their text in .text/ folders (the newer one wins)
	@$(BIN)/jupytext --sync book/*.ipynb book/*/*.ipynb

exercises: setup  ## generate exercises/ from solutions/
	@$(BIN)/python -m course.release

questions: setup  ## write the question bank for Canvas, Moodle and Anki into _build/questions
	@$(BIN)/python -m course.bank.export

grade: setup  ## grade ASSIGNMENT=06-elementwise in a sandbox (PROCESSES=2, SUBMITTED=folder, PART=3/10, MERGE=yes)
	@$(BIN)/python -m course.grading $(ASSIGNMENT) --processes $(or $(PROCESSES),2) $(if $(SUBMITTED),--submitted "$(SUBMITTED)") $(if $(PART),--part $(PART)) $(if $(MERGE),--merge) $(if $(UNSAFE),--unsafe)

bench: setup  ## time builds, executions and tests beside their lower bounds
	@$(BIN)/python tools/bench.py

pdf: setup  ## print the built book into _build/pdf (needs a Chromium)
	@$(BIN)/python -m course.pdf

audit: setup  ## Lighthouse on the built pages (needs a Chromium and npm's registry)
	@$(BIN)/python tools/lighthouse.py

links: setup  ## check every link to another site (needs the network)
	@$(BIN)/jupyter-book build . --toc _toc.yml --config _config.yml --builder linkcheck

newest: setup  ## test against the newest versions of everything but the book's own; changes nothing here
	@$(BIN)/python tools/newest.py

screenshots: setup  ## photograph the built pages, wide and narrow, light and dark
	@$(BIN)/python tools/screenshots.py

lint: setup  ## check the style of the code and of the notebooks' cells
	@$(BIN)/ruff check .

lock: setup  ## compile requirements.in into requirements.txt
	@$(BIN)/python tools/lock.py

clean:  ## remove what was built (.venv stays)
	@rm -rf _build && echo "Removed _build."
