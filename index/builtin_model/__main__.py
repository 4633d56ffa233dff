"""`python -m index.builtin_model FOLDER` builds the model there."""

import argparse
import sys
from pathlib import Path

from index.builtin_model.errors import ModelError
from index.builtin_model.folder import build
from index.builtin_model.recipe import default_folder


def main() -> int:
    """Build the folder named on the command line, or the default one."""
    parser = argparse.ArgumentParser(prog="python -m index.builtin_model")
    parser.add_argument("folder", type=Path, nargs="?", default=default_folder())
    folder: Path = parser.parse_args().folder
    try:
        build(folder)
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"内置向量模型已就绪：{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
