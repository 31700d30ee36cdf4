# The newcomer's commands. Everything lives in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test faults run lint bench pictures messages clean

demo: $(STAMP) ## the bot, its local Telegram and the browser chat, with invented customers
	@$(BIN)/ibok-bot demo $(ARGS)

test: $(STAMP) ## all tests; those that need a server or a browser say so when they are skipped
	$(BIN)/pytest -n 3 --dist loadfile $(ARGS)

faults: $(STAMP) ## senders killed, stopped and cut off over many recipients; takes minutes, with KILLS=1000 half an hour
	IBOK_FAULTS=1 IBOK_FAULTS_KILLS=$(KILLS) $(BIN)/pytest tests/faults $(ARGS)

run: $(STAMP) ## the bot on the real Telegram: IBOK_TELEGRAM_TOKEN=… make run
	@$(BIN)/ibok-bot run

lint: $(STAMP) ## style, types, and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP) ## speed beside two other bots that do the same work
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks $(ARGS)

pictures: $(STAMP) ## the README's pictures, made from the demo in headless Chromium
	$(BIN)/python docs/make_pictures.py

messages: $(STAMP) ## bring the catalogues up to date with the sentences in the code
	$(BIN)/pybabel -q extract -k _ -k n_:1,2 --no-location --sort-output --project ibok-bot -o locales/ibok_bot.pot ibok_bot
	for language in pl en uk; do $(BIN)/pybabel -q update -D ibok_bot -i locales/ibok_bot.pot -d locales -l $$language --no-fuzzy-matching --ignore-pot-creation-date; done
	rm locales/ibok_bot.pot

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "Python 3.11, 3.12 or 3.13 is needed. Name it: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean: ## forget the environment and the demo's data
	rm -rf $(VENV) var
