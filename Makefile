# Needs make and a Python from 3.11 to 3.14. Every path is relative, so that the checkout may lie anywhere.

.PHONY: help up test lint bench chaos clean environment development
.DEFAULT_GOAL := help

VENV_PYTHON := .venv/bin/python
BOOTSTRAP := nessos/launch/bootstrap.py

help: ## say what there is
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile

up: environment ## start everything: database, web server, workers
	@$(VENV_PYTHON) manage.py up $(ARGS)

test: development ## run the whole test suite
	@$(VENV_PYTHON) -m nessos.launch.suite $(ARGS)

lint: development ## check style, types, imports, templates, migrations, translations
	@$(VENV_PYTHON) -m nessos.launch.lint $(ARGS)

bench: development ## run the benchmarks and write benchmarks/results.json
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

chaos: development ## run the crash and load tests in full size
	@$(VENV_PYTHON) -m pytest -m chaos $(ARGS)

clean: ## remove .venv and caches; the data in .data stays
	@rm -rf .venv .venv-peers .pytest_cache .mypy_cache .ruff_cache .import_linter_cache htmlcov .coverage
	@find . -name .data -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(call prepare,requirements.lock)

development:
	@$(call prepare,requirements-dev.lock)

define prepare
if test -x $(VENV_PYTHON) && $(VENV_PYTHON) -I -S $(BOOTSTRAP) --is-fresh $(1); then exit 0; fi; \
for python in $(PYTHON) $(VENV_PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
		exec "$$python" -I $(BOOTSTRAP) $(1); \
	fi; \
done; \
echo 'No Python from 3.11 to 3.14 was found: install one (Debian: apt install python3 python3-venv), or name it with `make PYTHON=/path/to/python`.' >&2; \
exit 1
endef
