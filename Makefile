# make setup | serve | test | check | browser | screenshots | resilience | quality | train | bench
PYTHON ?= python3
BIN := .venv/bin
# without this pip would fetch the newest torch with several GB of CUDA packages
PIP := $(BIN)/python -m pip install --disable-pip-version-check -q

.PHONY: setup serve test check browser screenshots resilience quality train bench clean

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "需要 Python 3.11 或更新版本。"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -c constraints.txt torch
	$(PIP) -c constraints.txt -e ".[test]"
	$(BIN)/python -m index.builtin_model
	touch .venv/ready

serve: setup
	$(BIN)/duikou serve

test: setup
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: setup
	$(BIN)/pytest -m browser

screenshots: setup
	$(BIN)/python -m tests.screenshots

resilience: setup
	$(BIN)/pytest -m resilience

quality: setup
	$(BIN)/python -m tests.quality

train: setup
	$(BIN)/python -m tests.quality.train

bench: setup
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf .venv build *.egg-info
