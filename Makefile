# The commands of daily work. `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PINS := pyproject.toml constraints.txt
SERVING := $(VENV)/.installed
DEVELOPING := $(VENV)/.installed-dev
MEASURING := $(VENV)/.installed-bench
CASES_AT_LEAST ?= 80
# Percent of mutated questions that must reach their intent, a little below what is measured; 20 seconds.
ROBUST ?= --sample 1000 --reach-at-least 97.5 --reach-at-least pinyin=93.5 --reach-at-least traditional=99.9 \
	--reach-at-least homophone=99 --stolen-at-most 1 --stolen-at-most pinyin=2.5

# Examples at which the engines are measured; with a million it takes ten minutes. PUBLIC=folder adds public sets.
SIZES ?= 1000,3000,10000,100000,1000000

# How many arbitrary files are read: full (5,000 of each kind, two minutes) or default (100).
FUZZ ?= full

.PHONY: help setup serve test check cases bench soak clean packages
.DELETE_ON_ERROR:

help:
	@echo 'make setup   安装到 .venv / install into .venv'
	@echo 'make serve   启动机器人 / run the bot'
	@echo 'make test    跑全部测试 / run all tests'
	@echo 'make check   检查代码和内容 / check code and content'
	@echo 'make cases   跑问答用例，原样和写错字 / run the cases, as they are and misspelt'
	@echo 'make bench   跑问答用例和测速（PUBLIC=目录 加测公开数据集） / run the cases and the benchmarks'
	@echo 'make soak    长时间的崩溃与故障测试（ARGS="--only kills"） / the long crash and fault tests'
	@echo 'make clean   删除 .venv 和缓存，不动 data / remove .venv and caches; data stays'

setup: $(SERVING)
	@echo '已就绪，接着运行 make serve / ready: make serve comes next'

serve: $(SERVING)
	@exec $(BIN)/talentbot serve

# The crash and fault tests watch the clock: they run by themselves.
test: packages $(DEVELOPING)
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore tests/soak
	$(BIN)/python -m pytest tests/soak

check: $(DEVELOPING)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/talentbot check
	$(BIN)/python .ci/fresh.py

cases: $(DEVELOPING)
	$(BIN)/talentbot test --at-least $(CASES_AT_LEAST)
	$(BIN)/talentbot test --robust $(ROBUST)

bench: cases $(MEASURING)
	$(BIN)/python tests/bench/checking.py
	$(BIN)/python -m pytest tests/kb/test_kb_fuzz.py --hypothesis-profile=$(FUZZ)
	$(BIN)/python tests/bench/serve_memory.py
	$(BIN)/python tests/bench/telegram_bots.py
	$(BIN)/python tests/bench/scaling.py --sizes $(SIZES)
ifdef PUBLIC
	$(BIN)/python tests/bench/public.py $(PUBLIC)
endif

soak: $(DEVELOPING)
	@$(BIN)/python tests/soak/run.py $(ARGS)

packages:
	@.ci/packages

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache data/cache
	find bot tests .ci deploy -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed anew only when the pins have changed. PYTHON=... takes a certain interpreter.
$(SERVING): $(PINS) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(DEVELOPING): $(PINS) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(SERVING)

$(MEASURING): $(PINS) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,bench]'
	@touch $@ $(DEVELOPING) $(SERVING)

$(BIN)/python:
	@python="$$(.ci/python)" && echo "$$("$$python" --version) -> $(VENV)" && "$$python" -m venv $(VENV)
