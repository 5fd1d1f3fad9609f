"""Asking: for every body a letter and a workbook to return, as files in a folder or one archive."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from gapmap.core.evidence.asking.due import due
from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import Missing
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, NotWrittenError
from gapmap.fields import shown
from gapmap.fields.csv_text import rows_csv
from gapmap.io.files.atomic import write_bytes
from gapmap.present.asking.form import Form, form
from gapmap.tasks.asking.recorded import everyone

KINDS: Final = ("commissioner", "mayor", "ministry")
"""Kinds of bodies that are asked when nothing else is said."""
LIST: Final = "requests.csv"
LIST_COLUMNS: Final = (
    "body_id", "body", "kind", "made", "due", "programmes", "state", "folder",
)  # fmt: skip
DRAFTED: Final = "drafted"


def able(
    dataset: Dataset, missing: Missing, codes: Sequence[str], kinds: Sequence[str]
) -> tuple[Body, ...]:
    """The bodies to ask: of these kinds, everywhere or about these areas of the view."""
    if not codes:
        return tuple(b for b in everyone(dataset) if b.kind in kinds)
    found = [body for code in codes for body in missing.area(code).bodies if body.kind in kinds]
    return tuple({body.body_id: body for body in found}.values())


def chosen(
    dataset: Dataset, missing: Missing, codes: Sequence[str], kinds: Sequence[str]
) -> tuple[Body, ...]:
    """The same; raises BadChoiceError where there is nobody to ask."""
    found = able(dataset, missing, codes, kinds)
    if not found:
        where = ", ".join(map(shown, codes)) or "these areas"
        raise BadChoiceError(
            f"Nobody of these kinds is on record for {where}; name others with --kind."
        )
    return found


def forms(
    missing: Missing, asked: Iterable[Body], today: date, answer_by: date | None = None
) -> Iterator[Form]:
    """The return of every body. Raises BadChoiceError for a day for the answer that has passed."""
    if answer_by is not None and answer_by <= today:
        raise BadChoiceError(
            f"The answer would be due on {answer_by.isoformat()}, which is not after "
            f"{today.isoformat()}; give a later day."
        )
    by_law = due(today)
    for body in asked:
        yield form(missing, body, today, by_law, answer_by)


def files(one: Form, sender: str = "", *, check: bool = False) -> dict[str, bytes]:
    """The files of one request by name: the letter twice, the workbook twice.

    ``check``: in place of the letter the page of what would be published, to confirm or dispute.
    """
    from gapmap.present.asking import check as page
    from gapmap.present.asking import form_ods, form_xlsx, letter  # slow to load, seldom needed

    name, words = ("check", page) if check else ("letter", letter)
    return {
        f"{name}.docx": words.docx(one, sender),
        f"{name}.txt": words.plain(one, sender).encode(),
        "return.xlsx": form_xlsx.render(one),
        "return.ods": form_ods.render(one),
    }


def listed(made: Iterable[Form]) -> bytes:
    """The list of requests, which keeps their state: one row a body."""
    rows = [
        {
            "body_id": one.body.body_id,
            "body": one.body.body,
            "kind": one.body.kind,
            "made": one.today.isoformat(),
            "due": one.due.isoformat(),
            "programmes": len(one.rows),
            "state": DRAFTED,
            "folder": one.body.body_id,
        }
        for one in made
    ]
    return rows_csv(rows, LIST_COLUMNS).encode()


def write(
    folder: Path, made: Sequence[Form], sender: str = "", *, check: bool = False
) -> Iterator[Form]:
    """Write every request into a folder of its own, the list last; yields each when it is there.

    Raises NotWrittenError, also where another file stands in the place of one.
    """
    for one in made:
        place = folder / one.body.body_id
        _made(place)
        for name, data in files(one, sender, check=check).items():
            _write(place / name, data)
        yield one
    _write(folder / LIST, listed(made))


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless another is there: it may be the answer that came back."""
    if path.exists() and path.read_bytes() != data:
        raise NotWrittenError(
            f"{shown(path, 200)} is there already and differs: it may hold an answer, or belong to "
            "another round. Name a new folder."
        )
    write_bytes(path, data)


def _made(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWrittenError(
            f"{shown(place, 200)} could not be made ({error.strerror}); choose a folder that can "
            "be written to."
        ) from None


def archive(made: Sequence[Form], sender: str = "") -> bytes:
    """The same files as one ZIP archive; the same requests give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for one in made:
            for name, data in files(one, sender).items():
                _add(package, f"{one.body.body_id}/{name}", data, one.today)
        _add(package, LIST, listed(made), made[0].today if made else date(1980, 1, 1))
    return out.getvalue()


def _add(package: zipfile.ZipFile, name: str, data: bytes, day: date) -> None:
    info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    package.writestr(info, data)
