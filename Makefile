PY := .venv/bin/python
.DEFAULT_GOAL := help

help: ## Vis kommandoene
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

lock: ## Las avhengighetene paa nytt (med hash, uten adresser)
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements-dev.in -o requirements-dev.txt
.PHONY: help lock
