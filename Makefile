# Two commands matter: `make demo` runs the product with demonstration data, `make test` passes its tests.
# Only Python >= 3.11 and make are needed; everything else is installed into .venv from the locked lists.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-postgres check bench env env-dev browser docs messages where help
.DEFAULT_GOAL := help

help:            ## say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -e 's/:.*##/ -/'

demo: env        ## run the product with demonstration data (PORT=8000)
	@$(BIN)/python scripts/demo.py --port $(PORT)

env: .venv/.ready     ## the environment alone, from the hashed list
.venv/.ready: requirements.txt
	@$(PYTHON) scripts/environment.py requirements.txt
	@touch $@

env-dev: .venv/.ready-dev
.venv/.ready-dev: requirements-dev.txt .venv/.ready
	@$(PYTHON) scripts/environment.py requirements-dev.txt
	@touch $@

browser:
	@sh scripts/browser.sh

test: env-dev browser ## run all tests, browser tests included, on the embedded database
	@$(BIN)/python -m pytest -n auto

test-postgres: env-dev browser ## the same on PostgreSQL: DATABASE_URL, else 127.0.0.1:5432, else an embedded server
	@$(BIN)/python scripts/on_postgres.py $(BIN)/python -m pytest -n auto

check: env-dev   ## lint, types, import contracts, migrations, generated documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet nguon/web/templates
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py draw_docs --check
	@$(BIN)/python scripts/traceability.py --check
	@$(BIN)/python scripts/messages.py --check

bench: env-dev   ## what costs how much, each as a ratio measured in one run
	@$(BIN)/python -m bench

docs: env-dev    ## write the generated documents anew
	@$(BIN)/python manage.py draw_docs
	@$(BIN)/python scripts/traceability.py

messages: env-dev ## gather the words of the screens into the English catalogue and compile it
	@$(BIN)/python scripts/messages.py

where:           ## where a capability lives: make where NAME=planning
	@find nguon tests -path '*$(NAME)*' -not -name '*.pyc' -not -name __pycache__ | sort
