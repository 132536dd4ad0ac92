# Every verb does its own set-up. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# Compiled once, not in every process of every run: a quarter of the fast tests' time.
unexport PYTHONDONTWRITEBYTECODE
STATE ?= state
ARGS ?=
# Seconds for decoders. In `make test` they pass beside the building of the clients, which leaves a core half idle.
FUZZ ?= 300
# What builds the Windows client, and runs it in the tests.
WINDOWS := wine wine64 nsis gcc-mingw-w64-x86-64 osslsigncode

.venv/.ready: requirements.txt pyproject.toml release/setup.sh release/identity-provider.txt
	@bash release/setup.sh
	@touch $@

words/en.mo: words/en.po .venv/.ready
	@$(PYTHON) -m release.words --compile
	@touch $@

setup: .venv/.ready words/en.mo ## make the virtual environment and install what is missing

format: setup ## format and fix what can be fixed by itself
	$(PYTHON) -m ruff check --fix-only -q . ; $(PYTHON) -m ruff format -q .

words: setup ## put new texts into the catalogues, and say what is to be translated
	@$(PYTHON) -m release.words

check: setup ## format, lint, types, import contracts, fast tests
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m pytest -q -n auto --dist worksteal --max-worker-restart=1 -m "not end_to_end"

test: check ## everything that CI runs
	$(PYTHON) -m pytest -q -n 2 --dist loadfile --max-worker-restart=1 --hypothesis-profile=thorough -m "end_to_end or hypothesis"
	-@bash release/packages.sh $(WINDOWS)
	@nice -n 10 $(PYTHON) -m bench.hostile.decoders --seconds $(FUZZ) & fuzz=$$!; \
	$(PYTHON) -m pytest -m "built or wine" tests/built; built=$$?; wait $$fuzz && exit $$built

wine: setup ## the unit tests of what the Windows client is made of, in Windows' Python; ARGS are pytest's
	-@bash release/packages.sh $(WINDOWS)
	@$(PYTHON) -m tests.built.units.in_wine $(ARGS)

fuzz: setup ## generated input for everything that reads what others send: decoders, HTTP, datagrams
	$(PYTHON) -m bench.hostile.decoders --seconds $(FUZZ)
	$(PYTHON) -m bench.hostile.requests
	$(PYTHON) -m bench.hostile.loitering
	$(PYTHON) -m bench.hostile.strays

demo: setup ## one whole session on two virtual desktops, by itself
	@$(PYTHON) -m bench.demo $(ARGS)

bench: setup ## measure against the naive program and TigerVNC, on a cable and on emulated lines
	-@bash release/packages.sh tigervnc-scraping-server tigervnc-viewer iproute2
	@$(PYTHON) -m bench $(ARGS)

screens: setup ## all that a customer can see, German beside English, in out/screens
	@$(PYTHON) -m tests.end_to_end.gallery $(ARGS)

mutants: setup ## change what decides, piece by piece, and see whether a test notices; an hour
	$(PYTHON) -m mutmut run $(ARGS); $(PYTHON) -m mutmut results

promises: setup ## the promises, and the tests that hold them
	@$(PYTHON) -m bench.promises $(ARGS)

serve: setup ## server, recorder and archive on this machine
	@$(PYTHON) -m ferndiagnose serve --state $(STATE) $(ARGS)

agent: setup ## the agent's viewer
	@$(PYTHON) -m agent_client --server https://localhost:8443 --ca $(STATE)/tls/ca.pem --recorders $(STATE)/tls/recorders.pem $(ARGS)

customer: setup ## the customer's client
	@$(PYTHON) -m customer_client --server https://localhost:8443 --ca $(STATE)/tls/ca.pem --recorders $(STATE)/tls/recorders.pem $(ARGS)

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

.PHONY: setup words format check test wine fuzz demo bench screens mutants promises serve agent customer help
