# Everything a newcomer needs, with Python 3.11 or newer and make. What is already built is not built again.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

FINN_PYTHON := for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done
PYTHON ?= $(shell $(FINN_PYTHON))
PY := .venv/bin/python
PIP := $(PY) -m pip install -q --disable-pip-version-check --no-input --require-hashes
# The machine's own npm if its node is 18 or newer, else the one that comes as a Python package.
NODE_OK := $(shell node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null 2>&1 && echo ja)

VENV := .venv/.kjoring
UTVIKLING := .venv/.utvikling
REVISJON := .build/revisjon/.klar
NPM_KLAR := node_modules/.klar
VENDOR := static/vendor/.klar
STATISK := staticfiles/.klar
SPRAK := .build/sprak
STATISKE_FILER := $(shell find static -path static/vendor -prune -o -type f -print)
PO_FILER := $(wildcard locale/*/LC_MESSAGES/django.po)

help: ## Vis kommandoene
	@grep -hE '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*##/\t/' | expand -t 17

run: bygg ## Start tjenesten på denne maskinen, med testpersoner (PORT=8000, DATA_DIR=./var)
	@$(PY) scripts/kjor.py

test: bygg $(UTVIKLING) ## Alt som CI kjører: stil, typer, arkitektur, tester på SQLite og PostgreSQL, nettleser, prosesser
	@$(PY) scripts/test.py

check: bygg $(UTVIKLING) ## Det raske: stil, typer, arkitektur, migrasjoner, oversettelser
	@$(PY) scripts/test.py --bare-sjekk

test-versjoner: bygg $(UTVIKLING) ## De vanlige testene på hver Python fra 3.11 til 3.13 som finnes på maskinen
	@$(PY) scripts/versjoner.py

audit: $(REVISJON) ## Er det kjent noe galt med pakkene vi har låst? (spør over nettet)
	@$(PY) scripts/revisjon.py .build/revisjon/bin/python

format: $(UTVIKLING) ## Rett det som kan rettes av seg selv
	$(PY) -m ruff check -q --fix .
	$(PY) -m ruff format -q .

sprak: $(UTVIKLING) ## Hent nye tekster inn i locale/, og si hva som mangler på nynorsk og engelsk
	@$(PY) scripts/oppdater_sprak.py

mutanter: bygg $(UTVIKLING) ## Endre én ting om gangen der det ikke må være feil, og se om en test merker det (MODUL=…)
	@$(PY) scripts/mutanter.py $(MODUL)

bench: bygg $(UTVIKLING) ## Mål farten, som forholdstall til et gulv målt i samme kjøring
	@$(PY) -m bench

bench-sletting: bygg $(UTVIKLING) ## Mål om sletting holder det den lover når 100 000 delinger er forfalt (PostgreSQL, Redis)
	@$(PY) -m bench.sletting $(VALG)

skala: bygg $(UTVIKLING) ## Fyll PostgreSQL og mål hver side og hvert kall (ANTALL=100000 delinger, ti hendelser til hver)
	@$(PY) -m bench.skala $(ANTALL)

bilder: bygg $(UTVIKLING) ## Ta bilder av sidene i en demo, til docs/skjermbilder (trenger Chromium)
	@$(PY) scripts/bilder.py

lock: $(UTVIKLING) ## Lås avhengighetene på nytt (med hash, uten adresser)
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header requirements-dev.in -o requirements-dev.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header requirements-audit.in -o requirements-audit.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-strip-extras --no-annotate --no-header --upgrade requirements-nyeste.in -o requirements-nyeste.txt

bygg: $(STATISK) $(SPRAK) ## Bygg det som mangler, uten å starte noe

$(PY):
	@test -n "$(PYTHON)" || { echo "Trenger Python 3.11 eller nyere, og fant ingen."; exit 1; }
	@echo "Lager virtuelt miljø (.venv) …"
	@$(PYTHON) scripts/lag_venv.py

$(VENV): requirements.txt | $(PY)
	@echo "Installerer Python-pakker …"
	@$(PIP) -r requirements.txt
	@touch $@

$(UTVIKLING): requirements-dev.txt $(VENV)
	@echo "Installerer Python-pakker for test og utvikling …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(REVISJON): requirements-audit.txt | $(PY)
	@echo "Installerer pip-audit …"
	@$(PY) -m venv .build/revisjon
	@.build/revisjon/bin/python -m pip install -q --disable-pip-version-check --no-input --require-hashes -r requirements-audit.txt
	@touch $@

$(NPM_KLAR): package-lock.json .npmrc $(if $(NODE_OK),,$(UTVIKLING))
	@echo "Henter byggefiler for sidene (npm) …"
	@test -L node_modules || $(if $(NODE_OK),npm,PATH="$(CURDIR)/.venv/bin:$$PATH" npm) ci --loglevel=error
	@touch $@

$(VENDOR): $(NPM_KLAR) scripts/copy_vendor.py $(VENV)
	@$(PY) scripts/copy_vendor.py
	@touch $@

$(STATISK): $(VENDOR) $(STATISKE_FILER)
	@$(PY) manage.py collectstatic --noinput --clear -v 0
	@touch $@

$(SPRAK): $(PO_FILER) scripts/kompiler_sprak.py $(VENV)
	@$(PY) scripts/kompiler_sprak.py
	@mkdir -p $(@D) && touch $@

.PHONY: help run test test-versjoner check format sprak mutanter bench bench-sletting skala bilder audit lock bygg
