"""`.env.example` names every variable that is read, and none that is not, each with a line that says what it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "yes", "whole", "listed"}  # emulation/settings.py
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def read_by(path: Path) -> Iterator[str]:
    """The names in text("NAME") and its like; a name that is no constant is one of a reader's own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=reader), args=[ast.Constant(value=str(name)), *_]) if reader in READERS:
                yield name


def test_example_lists_every_variable_that_is_read() -> None:
    sources = [ROOT / "emulation" / "settings.py"]
    for app in ("emulation", "wards", "awards"):
        for path in (ROOT / app).rglob("*.py"):
            if re.search(r"from emulation\.settings import", path.read_text(encoding="utf-8")):
                sources.append(path)
    by_compose = re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    wanted = {*by_compose, *(name for path in sources for name in read_by(path))}

    listed = re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert len(wanted) > 15
    assert sorted(listed) == sorted(wanted)


def test_example_explains_each_variable() -> None:
    for block in EXAMPLE.split("\n\n"):
        *words, last = block.splitlines()
        if re.match(r"(# )?[A-Z_]+=", last):
            assert words
            assert all(re.match(r"# \S.*\S", line) for line in words), block
