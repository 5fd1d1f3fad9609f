"""Dataset: everything loaded from ``data/``, validated at the door, with a fingerprint."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, cast

import pandas as pd

from gapmap.core.disclosure import guarded_model, own_text
from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.nearest import prepared
from gapmap.core.evidence.observation import ProgrammeRow, observed
from gapmap.core.evidence.register import Register
from gapmap.core.gap import GENERAL_SOURCES, GapTable, compute
from gapmap.core.need.country import Country
from gapmap.core.need.demand import DemandModel, load_models, own_model
from gapmap.core.need.former_codes import Changes
from gapmap.core.need.published import UNTOLD, Published, funded_areas, published
from gapmap.errors import DataError, NoEstimatesError
from gapmap.io import data_tables as tables
from gapmap.io import description
from gapmap.io import own_told as guard
from gapmap.io.kept import Kept
from gapmap.io.own import marks as own_marks
from gapmap.io.own.records import SOURCE
from gapmap.selection import Selection
from gapmap.settings import shipped
from gapmap.vocabulary import COUNCIL, SUMMED_LEVELS, State

DATA: Final = shipped() / "data"
BOUNDARIES: Final = shipped() / "boundaries"


@dataclass(frozen=True, repr=False)
class Dataset:
    """All tables of ``data/`` by name, the building blocks, observations and demand models.

    ``lookup`` and ``population`` are indexed by building block; ``lookup`` has one column a level.
    ``fingerprint`` is the sha256 (hex) over the names and bytes of every file read. Not to be
    changed after loading: it is shared between sessions.
    """

    tables: Mapping[str, pd.DataFrame]
    lookup: pd.DataFrame
    population: pd.DataFrame
    observations: tuple[Observation, ...]
    programmes: Mapping[str, ProgrammeRow]  # rows of programmes.csv by observation_id
    models: Mapping[str, DemandModel]
    fingerprint: str
    as_of: date  # the day the data speak of: standing and age of a number are reckoned from it
    own_fingerprint: str = ""
    notes: tuple[str, ...] = ()  # sentences that every view has to show
    own_file: str = ""  # name of the user's own programmes that are in the dataset
    shipped_fingerprint: str = ""  # of the data that the user's own were added to
    own_estimates_file: str = ""  # name of the user's own table of estimates
    guarded_below: int = 0  # own numbers below this have been taken out
    funded: Published = UNTOLD  # in how many areas a commissioner funds programmes

    def __repr__(self) -> str:
        """Name the data in short: written out they are a megabyte."""
        return f"Dataset({self.fingerprint[:12]})"

    @classmethod
    def load(cls, folder: Path = DATA, kept: Kept | None = None) -> "Dataset":
        """Read and check a data folder. Raises DataError naming file, line, column and remedy.

        ``kept`` is what a directory keeps in place of some of its rows.
        """
        frames = tables.load(folder, kept.rows if kept else None)
        as_of = description.as_of(folder)
        if kept:
            as_of, frames["requests"] = kept.since(as_of), kept.asked(frames["requests"])
        tables.check_together(frames, as_of)
        models = load_models(_read_json(folder / "demand_models.json"))
        lookup = frames["lookup"].set_index("utla_code", drop=False)
        levels = (COUNCIL, *SUMMED_LEVELS)
        by_level = lookup[[f"{name}_code" for name in levels]].set_axis(levels, axis=1)
        population = frames["population"].set_index("utla_code").reindex(lookup.index)
        numbers = population.select_dtypes("number").columns
        population = population.astype(dict.fromkeys(numbers, float))
        female = population["percent_female_all_ages"] / 100
        population["women_16_plus"] = population["aged_16_plus"] * female
        population["country_code"] = lookup["country_code"]
        if population["aged_16_plus"].isna().any():
            missing = population.index[population["aged_16_plus"].isna()][0]
            raise DataError(
                f"population.csv has no row for {missing}; every building block needs one."
            )
        return cls(
            frames,
            by_level.replace("", None),
            population,
            prepared(_observations(frames), as_of),
            _rows_by_id(frames["programmes"]),
            models,
            _mark(_fingerprint(folder), kept.digest) if kept else _fingerprint(folder),
            as_of,
            notes=(kept.note,) if kept else (),
            funded=funded_areas(frames["perpetrator_estimates"]),
        )

    @cached_property
    def changes(self) -> Changes:
        """Old council codes and the building blocks they are today."""
        rows = self.tables["area_changes"].to_dict("records")
        return Changes.of(
            [{str(k): str(v) for k, v in row.items()} for row in rows], self.lookup.index
        )

    @cached_property
    def country(self) -> Country:
        """Areas, people and the estimates in them, which no choice of programmes changes."""
        rates = self.tables["sensitivity"].set_index("pfa_code").astype({"multiplier": float})
        return Country(self.tables["areas"], self.lookup, self.population, rates)

    @cached_property
    def register(self) -> Register:
        """The records of programmes, and what is worked out of them only once."""
        return Register(self.observations)

    def _handed_on(self, copy: "Dataset") -> "Dataset":
        """The copy, of the same areas and people, with what has been worked out of them."""
        copy.__dict__["country"] = self.country
        if copy.observations is self.observations:
            copy.__dict__["register"] = self.register
        return copy

    def gap(self, selection: Selection) -> GapTable:
        """Compute the GapTable of a Selection. Raises NoEstimatesError for an unknown model."""
        if selection.demand not in self.models:
            known = ", ".join(self.models)
            raise NoEstimatesError(
                f"The estimate “{selection.demand}” needs a table of your own: load one, or use "
                f"one of {known}."
            )
        told = self.guarded(selection.suppress_below)
        model = told.models[selection.demand]
        table = compute(
            selection, country=told.country, register=told.register, model=model,
            fingerprint=told.fingerprint_of(selection),
        )  # fmt: skip
        notes = (*told.notes, *own_marks.estimates_withheld(model, selection.suppress_below))
        silent = State.NONE_RECORDED.value in table.columns["state"]
        beside = published(selection, told.models, told.country, told.funded, none_recorded=silent)
        general = (*model.source_ids, *GENERAL_SOURCES, *beside.source_ids)
        sources = tuple(dict.fromkeys((*general, *table.source_ids)))
        return replace(table, notes=notes, published=beside, source_ids=sources)

    def not_renewed(self, services: Iterable[str]) -> "Dataset":
        """The data as they would be had services ended, by their ids: the map of the next gap."""
        ended = frozenset(services)
        rows = (
            replace(o, standing="ended", end_is_stated=True) if o.service_id in ended else o
            for o in self.observations
        )
        return self._handed_on(replace(self, observations=tuple(rows)))

    def guarded(self, limit: int) -> "Dataset":
        """The dataset without the user's own numbers below the limit: nothing rests on them.

        Everything that is shown or written under a limit is made from this one; its fingerprints,
        source and notes too are the same whatever those were. Limit 0 takes nothing out.
        """
        if limit <= self.guarded_below or not (self.own_file or "own" in self.models):
            return self
        if limit not in self._guarded:
            made = self._guard(limit)
            self._guarded.clear()  # the one in force is enough: each is as large as the file
            self._guarded[limit] = made
            return made
        return self._guarded[limit]

    @cached_property
    def _guarded(self) -> dict[int, "Dataset"]:
        return {}

    def _guard(self, limit: int) -> "Dataset":
        told = guard.guarded(self.observations, self.programmes, limit)
        mark = self.fingerprint
        if self.own_file:
            mark = _mark(self.shipped, repr((limit, self.own_file, told.content)))
        models, own_table = dict(self.models), ""
        if "own" in models:
            counts = own_marks.counts(self.own_estimates_file)
            models["own"] = guarded_model(models["own"], limit, counts)
            own_table = repr((limit, own_text(models["own"])))
        sources = self.tables["sources"]
        mine = sources["source_id"] == SOURCE  # without the mark of the file's bytes
        sources = sources.assign(location=sources["location"].mask(mine, self.own_file))
        changed = replace(
            self,
            tables={**self.tables, "sources": sources},
            observations=told.observations,
            programmes={**self.programmes, **told.records},
            models=models,
            fingerprint=mark,
            own_fingerprint=_mark(mark, own_table) if own_table else "",
            notes=guard.notes(self.notes, told.mine, limit),
            guarded_below=limit,
        )
        return self._handed_on(changed)

    def with_own_estimates(self, estimates: pd.DataFrame, name: str, data: bytes) -> "Dataset":
        """Return a dataset that also has the model “own”: estimates by building block.

        ``estimates`` come from ``io.own_estimates.read``; ``name`` and ``data`` are the file's.
        Views that use the table have a fingerprint of their own.
        """
        digest = hashlib.sha256(data).hexdigest()
        own = own_model(estimates, own_marks.counts(name, digest))
        changed = replace(
            self,
            models={**self.models, "own": own},
            own_fingerprint=_mark(self.fingerprint, digest),
            own_estimates_file=name,
            guarded_below=0,  # nothing of this table has been taken out yet
        )
        return self._handed_on(changed)

    def with_own_programmes(
        self,
        observations: Sequence[Observation],
        rows: Sequence[ProgrammeRow],
        name: str,
        data: bytes,
        mode: str = "add",
    ) -> "Dataset":
        """Return a dataset with the user's own programmes beside the others, or instead of them.

        ``observations`` and ``rows`` (columns of programmes.csv) come from ``io.own.programmes``;
        ``name`` and ``data`` are the file's; ``mode`` is “add” or “replace”. The result has a
        fingerprint and a source of its own, and says in every view what it holds.
        """
        digest = hashlib.sha256(data)
        source = own_marks.source(name, digest.hexdigest(), len(rows))
        for part in (mode, *observations):
            digest.update(repr(part).encode("utf-8", "replace"))
        mine = prepared(observations, self.as_of)
        others = () if mode == "replace" else self.observations
        marks = [
            _mark(mark, digest.hexdigest()) if mark else ""
            for mark in (self.fingerprint, self.own_fingerprint)
        ]
        sources = pd.concat([self.tables["sources"], pd.DataFrame([source])], ignore_index=True)
        changed = replace(
            self,
            tables={**self.tables, "sources": sources.astype(object)},
            observations=(*others, *mine),
            programmes={**self.programmes, **{r["observation_id"]: r for r in rows}},
            fingerprint=marks[0],
            own_fingerprint=marks[1],
            notes=(*self.notes, *own_marks.notes(name, mine, others, mode)),
            own_file=name,
            shipped_fingerprint=self.shipped,
            guarded_below=0,  # nothing of this file has been taken out yet
        )  # fmt: skip
        return self._handed_on(changed)

    @property
    def shipped(self) -> str:
        """The fingerprint of the data as they came, whatever programmes the user added."""
        return self.shipped_fingerprint or self.fingerprint

    def fingerprint_of(self, selection: Selection) -> str:
        """The fingerprint of what a Selection uses: with the user's own table only if it does."""
        return self.own_fingerprint if selection.demand == "own" else self.fingerprint

    def sources(self, ids: Sequence[str] | None = None) -> list[dict[str, str]]:
        """Return the rows of sources.csv with these ids, in their order (default: all)."""
        rows = self._sources_by_id
        return [dict(rows[i]) for i in (ids if ids is not None else rows)]

    @cached_property
    def _sources_by_id(self) -> dict[str, dict[str, str]]:
        table = self.tables["sources"]
        return {
            str(r["source_id"]): {str(k): str(v) for k, v in r.items()}
            for r in table.to_dict("records")
        }


def _mark(base: str, more: str) -> str:
    return hashlib.sha256(f"{base}{more}".encode("utf-8", "replace")).hexdigest()


def _rows_by_id(programmes: pd.DataFrame) -> dict[str, ProgrammeRow]:
    rows = programmes.astype(object).where(programmes.notna(), None).to_dict("records")
    return {str(r["observation_id"]): cast(ProgrammeRow, r) for r in rows}


def _observations(frames: Mapping[str, pd.DataFrame]) -> list[Observation]:
    areas = frames["programme_areas"].groupby("observation_id")["utla_code"].agg(tuple)
    return [
        observed(r, areas[r["observation_id"]]) for r in _rows_by_id(frames["programmes"]).values()
    ]


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path.name} cannot be read ({error}); restore it from the project."
        ) from None


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.json")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
