"""The picture of the house in docs/architecture.md, drawn from the code.

``python -m tests.picture`` writes it again. Floors are those of the contract of imports, in its
order; what is said of a folder or module is the first sentence of its docstring.
"""

import ast
import sys
import textwrap
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "images" / "house.svg"
LEFT, RIGHT, GAP = 46, 954, 12  # pixels, as all that follows
LINE, PAD = 17, 10
LETTER = 7.4  # average width of one at 13 pixels


def floors(settings: str) -> list[list[str]]:
    """The layers of the contract from the top, each with the names beside each other."""
    contracts = tomllib.loads(settings)["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in layers]


def said(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("``", "").split(". ")[0].rstrip(".")


def box(package: Path, name: str, width: float) -> list[tuple[str, str]]:
    """Class and text of each line in a box: name, what it is for, folders in it."""
    folder = package / name
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    letters = int((width - 2 * PAD) / LETTER)
    lines = [("name", f"{name}/" if folder.is_dir() else f"{name}.py")]
    lines += [("what", line) for line in textwrap.wrap(said(path), letters)]
    inside = sorted(p.parent.name for p in folder.glob("*/__init__.py"))
    within = "\u00a0· ".join(f"{each}/" for each in inside)
    return [*lines, *(("inside", line) for line in textwrap.wrap(within, letters))]


def picture(root: Path) -> str:
    """The floors of the project in a folder, as SVG."""
    package, rows = root / "gapmap", floors((root / "pyproject.toml").read_text(encoding="utf-8"))
    parts, top = [], 12
    for row in rows:
        width = (RIGHT - LEFT - GAP * (len(row) - 1)) / len(row)
        boxes = [box(package, name, width) for name in row]
        height = LINE * max(map(len, boxes)) + PAD + 4
        for place, lines in enumerate(boxes):
            left = LEFT + place * (width + GAP)
            parts.append(
                f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{height}" rx="4"/>'
            )
            parts += [
                f'<text class="{kind}" x="{left + PAD:.0f}" y="{top + PAD + 8 + at * LINE}">'
                f"{escape(line)}</text>"
                for at, (kind, line) in enumerate(lines)
            ]
        top += height + GAP
    return _page(parts, top)


def _page(parts: list[str], height: int) -> str:
    style = (
        "text{font:13px system-ui,sans-serif;fill:#1d1d1b}.name{font-weight:700}"
        ".inside{font-family:ui-monospace,monospace;font-size:12px;fill:#1b5090}"
        "rect{fill:#f7f7f5;stroke:#8a8a86}path{fill:none;stroke:#1b5090;stroke-width:3}"
    )
    arrow = f'<path d="M22 16V{height - 20}m-8 -12l8 12l8 -12"/>'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 966 {height}" role="img">',
            "<title>The floors of gapmap: a module imports only from floors below its own</title>",
            f"<style>{style}</style>",
            f'<rect width="966" height="{height}" style="fill:#fff;stroke:none"/>',
            arrow,
            *parts,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    FILE.write_text(picture(ROOT), encoding="utf-8")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}\n")
