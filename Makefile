# The project's tasks. Each needs Python >= 3.11 and make, nothing more; .venv is made on first use and kept up to date.
PYTHON ?= python3
PORT ?= 8000
BROWSER ?= yes
WORKERS ?= 2
TESTS ?=
ONLY ?=
WRITE ?= no
RUN = .venv/bin/python
# "exec": without it some shells stand between make and the program, and keep a TERM for themselves.

.PHONY: help environment demo test check bench audit format messages lock clean

help: ## say what there is (this)
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1 -- \2/p' Makefile

environment: ## make .venv or bring it up to date
	@exec $(PYTHON) tools/prepare.py

demo: environment ## run the site with both demo editions on this computer (PORT=8000)
	@exec $(RUN) -m tools.demo --port "$(PORT)"

test: environment ## the whole test suite: SQLite, PostgreSQL, browser (BROWSER=no, WORKERS=2; TESTS=tests/agenda for a part)
	@exec $(RUN) -m tools.test --browser "$(BROWSER)" --workers "$(WORKERS)" -- $(TESTS)

check: environment ## what finds mistakes without running the tests
	@exec $(RUN) -m tools.check

bench: environment ## measure speed and bytes beside a bare Django view (WRITE=yes: into docs/performance.md)
	@exec $(RUN) -m tools.bench --write "$(WRITE)"

audit: environment ## every page with axe, its HTML with vnu, and Lighthouse; needs Node and Java (ONLY=axe, html or lighthouse; WRITE=yes: into docs/performance.md)
	@exec $(RUN) -m tools.audit $(if $(ONLY),--only "$(ONLY)") $(if $(filter yes,$(WRITE)),--write)

format: environment ## format the Python files and mend what can be mended by itself
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

messages: environment ## refresh locale/km from the texts in the code, and compile it
	@$(RUN) manage.py update_messages

lock: environment ## compile requirements*.txt from pyproject.toml again, with the newest versions
	@$(RUN) -m tools.lock

clean: ## remove what these tasks made (not var/, the demo's data)
	rm -rf .venv .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
