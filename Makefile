# make setup | serve | test | coverage | check | browser | screenshots | resilience | gate | load | schema | llama-test | fluent | audit | quality | train | bench
PYTHON ?= python3
BIN := .venv/bin
# of known vulnerabilities: pypi or osv
SOURCE ?= pypi
# without this pip would fetch the newest torch with several GB of CUDA packages
PIP := $(BIN)/python -m pip install --disable-pip-version-check -q

.PHONY: setup serve test coverage check browser screenshots resilience gate load schema llama llama-test fluent audit quality train bench clean

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

# in two turns: what the stores' libraries do not give back would add up to more than a machine has
PYTEST := MALLOC_ARENA_MAX=2 $(BIN)/pytest -n auto --dist loadfile
FIRST := tests/assistant tests/attacks
SECOND := tests $(FIRST:%=--ignore=%)
test: setup
	$(PYTEST) $(FIRST)
	$(PYTEST) $(SECOND)

coverage: setup
	$(PYTEST) --cov --cov-fail-under=0 --cov-report= $(FIRST)
	$(PYTEST) --cov --cov-append --cov-report=term $(SECOND)

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

gate: setup
	$(BIN)/pytest -m gate

schema: setup
	$(BIN)/pytest -m schema

# the llama.cpp server is compiled here, for any x86-64 machine of the last ten years
llama: .venv/llama

.venv/llama: .venv/ready
	CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TOOLS=OFF" \
		CMAKE_BUILD_PARALLEL_LEVEL=$$(nproc) $(PIP) -c constraints.txt -e ".[llama]"
	touch .venv/llama

llama-test: llama
	$(BIN)/pytest -m llama

fluent: llama
	$(BIN)/python -m tests.llama

load: setup
	LOAD_SECONDS=300 $(BIN)/pytest -m resilience tests/resilience/test_load.py

# strict: a package that the source does not know is no proof of its safety
audit: setup
	$(BIN)/pip-audit --strict --no-deps --disable-pip --vulnerability-service $(SOURCE) -r constraints.txt

quality: setup
	$(BIN)/python -m tests.quality

train: setup
	$(BIN)/python -m tests.quality.train

bench: setup
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf .venv build *.egg-info
