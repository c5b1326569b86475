"""The order of the house, read from where it is written down, and its source files."""

import ast
import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def layers():
    """The apps from top to bottom, as .importlinter has them."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser["importlinter:contract:apps"]["layers"].split()


def modules(*apps, without=("migrations",)):
    """(path from the root, syntax tree) of every module of the apps, of all of them when none is named."""
    for app in apps or layers():
        for path in sorted((ROOT / app).rglob("*.py")):
            if not set(without) & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
