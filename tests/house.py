"""The house itself: no circle of files or folders, no crowding, every module in the contract.

``python -m tests.house`` prints one line a fault and exits with 1, or nothing and 0. Imports are
read from the syntax tree, those for type checking and within functions too.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_BESIDE = 15  # modules and folders beside each other
LONGEST = 320  # lines of a module

Graph = Mapping[str, set[str]]


def modules(package: Path) -> dict[str, Path]:
    """Dotted name and path of every module of a package, the folders' own ``__init__`` too."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(found: Mapping[str, Path]) -> dict[str, set[str]]:
    """Which modules each module imports, of those found."""
    return {name: set(_imported(path, found)) - {name} for name, path in found.items()}


def _imported(path: Path, found: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in found)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in found or node.module in found:
                    yield whole if whole in found else node.module


def among_siblings(graph: Graph) -> dict[str, dict[str, set[str]]]:
    """For every folder: which of the modules and folders directly in it import which others.

    A circle between files of different folders is a circle between folders that are siblings.
    """
    folders: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, others in graph.items():
        for other in others:
            ours, theirs = name.split("."), other.split(".")
            shared = 0
            while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
                shared += 1
            if shared < min(len(ours), len(theirs)):
                folder = ".".join(ours[:shared])
                folders[folder][ours[shared]].add(theirs[shared])
    return {folder: dict(edges) for folder, edges in folders.items()}


def circle(edges: Graph) -> list[str]:
    """One circle among the nodes, in order, or nothing."""
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node in done:
            return []
        for other in sorted(edges.get(node, ())):
            found = walk(other, [*way, node])
            if found:
                return found
        done.add(node)
        return []

    return next(filter(None, (walk(node, []) for node in sorted(edges))), [])


def crowded(found: Iterable[str]) -> dict[str, int]:
    """How many modules and folders lie beside each other, where they are too many."""
    beside: dict[str, set[str]] = defaultdict(set)
    for name in found:
        parts = name.split(".")
        for depth in range(1, len(parts)):
            beside[".".join(parts[:depth])].add(parts[depth])
    return {folder: len(names) for folder, names in beside.items() if len(names) > MOST_BESIDE}


def layered(settings: str) -> set[str]:
    """Names in the contract of layers of pyproject.toml, which lists every child of the package."""
    contracts = tomllib.loads(settings)["tool"]["importlinter"]["contracts"]
    lines = [line for c in contracts if c["type"] == "layers" for line in c["layers"]]
    return {name.strip() for line in lines for name in line.replace(":", "|").split("|")}


def from_face(found: Mapping[str, Path]) -> list[str]:
    """Modules that take from the package's own file, which hands on the API, more than a version.

    The contract of layers does not look through that file.
    """
    taking = []
    for name, path in found.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "gapmap" and node.level == 0:
                names = {alias.name for alias in node.names}
                if any(f"gapmap.{n}" not in found for n in names - {"__version__"}):
                    taking.append(name)
            elif isinstance(node, ast.Import):
                taking += [name for alias in node.names if alias.name == "gapmap"]
    return taking


def faults(package: Path, settings: str) -> list[str]:
    """Everything that is wrong, a sentence each."""
    found = modules(package)
    said = []
    for folder, edges in sorted(among_siblings(imports(found)).items()):
        way = circle(edges)
        if way:
            said.append(f"{folder}: a circle of imports: {' -> '.join(way)}.")
    said += [
        f"{folder}: {number} modules and folders lie beside each other; {MOST_BESIDE} are the most."
        for folder, number in sorted(crowded(found).items())
    ]
    for name, path in found.items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            said.append(f"{name}: {lines} lines; {LONGEST} are the most.")
    top = {name.split(".")[1] for name in found if "." in name}
    said += [f"{name} is in no layer of the contract." for name in sorted(top - layered(settings))]
    said += [f"{name} takes more than the version from gapmap itself." for name in from_face(found)]
    return said


def main() -> int:
    """Print the faults of this project's house."""
    said = faults(ROOT / "gapmap", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return bool(said)


if __name__ == "__main__":
    sys.exit(main())
