/* Words and classes for one area's numbers: those of words.py, scale.py and the table's cells.
   Pure, no page. */
"use strict";
window.gapmapScale = (() => {
  const { known, about, percent, plain, plural, rate, span, whole } = window.gapmapNumbers;

  /* -- one area ------------------------------------------------------------------------------- */
  function places({ figures }, row) {
    const told = figures.words.no_places[row.state];
    if (told) return told;
    if (!row.programmes) {
      return figures.words.no_places[row.programmes_undecided ? "not_stated"
        : row.programmes_not_matching ? "none_matching" : "none_recorded"];
    }
    if (!known(row.places)) return "not known";
    return `${row.lower_bound ? "at least " : ""}${whole(row.places)}`;
  }

  function evidence({ figures }, row) {
    if (!row.grade) return "";
    const year = row.number_year === null ? "year not stated" : row.number_year;
    const shared = row.shared ? ", shared out over several areas" : "";
    return `${year}, ${figures.words.bases[row.basis]}, grade ${row.grade}${shared}`;
  }

  const yearAndGrade = (row) => !row.grade ? ""
    : `${row.number_year === null ? "no year" : row.number_year}, ${row.grade}`;

  const perpetrators = (row) => known(row.perpetrators)
    ? `about ${about(row.perpetrators)} (${span(row.perpetrators_low, row.perpetrators_high)})`
    : "no estimate";

  const reason = ({ figures }, row) => figures.words.no_places[row.state]
    || (row.state === "no_estimate" ? "no estimate" : "not known");

  function ratio(table, row) {
    if (!known(row.places_per_1000)) return reason(table, row);
    const low = rate(row.places_per_1000_low);
    if (row.lower_bound) return `at least ${rate(row.places_per_1000)} (${low} or more)`;
    return `${rate(row.places_per_1000)} (${low} to ${rate(row.places_per_1000_high)})`;
  }

  const HIGH_END = "at the high end of the estimate";
  const unmet = (row) => row.lower_bound ? `up to ${about(row.unmet_high)} people ${HIGH_END}`
    : `about ${about(row.unmet)} people (${span(row.unmet_low, row.unmet_high)})`;

  function share(row) {
    const low = percent(row.share_met_low);
    if (row.lower_bound) return `at least ${percent(row.share_met)} (${low} or more)`;
    return `${percent(row.share_met)} (${low} to ${percent(row.share_met_high)})`;
  }

  function funding(row) {
    const low = `£${rate(row.funding_per_perpetrator_low)}`;
    if (!known(row.funding_per_perpetrator_high)) {
      return `at least £${rate(row.funding_per_perpetrator)} (${low} or more)`;
    }
    const high = rate(row.funding_per_perpetrator_high);
    return `£${rate(row.funding_per_perpetrator)} (${low} to £${high})`;
  }

  /* The value shaded with its range, or why there is none. */
  function value(table, row) {
    const { words, choice: { measure } } = table.figures;
    if (!known(row.shown)) return words.drawn[row.shade].toLowerCase();
    const dated = words.of_places.includes(measure) ? yearAndGrade(row) : "";
    return `${bare(table, row)}${dated ? ` · ${dated}` : ""}`;
  }

  function bare(table, row) {
    const { measure } = table.figures.choice;
    if (measure === "places_per_1000") return ratio(table, row);
    if (measure === "share_met") return share(row);
    if (measure === "unmet") return unmet(row);
    if (measure === "funding") return funding(row);
    if (measure === "grade") return `grade ${row.grade} (${evidence(table, row)})`;
    return plural(row.programmes, "programme");
  }

  function tooltip(table, row) {
    const { states, measure: label } = table.figures.words, { measure } = table.figures.choice;
    const of = evidence(table, row);
    const own = ["places_per_1000", "programmes"].includes(measure);
    const shaded = own ? "" : `${label}: ${value(table, row)}`;
    const per = known(row.places_per_1000) ? `${ratio(table, row)} places per 1,000` : "";
    const crosses = row.crosses_threshold ? "range crosses your threshold" : "";
    return [row.name,
      [states[row.state], shaded || per, crosses].filter(Boolean).join(" · "),
      `Places a year: ${places(table, row)}${of ? ` (${of})` : ""}${programmes(row)}`,
      `Estimated perpetrators: ${perpetrators(row)}`];
  }

  /* How many programmes are counted, may match and do not, for the end of a line. */
  function programmes(row) {
    const counts = [["programmes", "matching"], ["programmes_undecided", "may match"],
      ["programmes_not_matching", "not matching"]]
      .filter(([name]) => row[name]).map(([name, what]) => `${whole(row[name])} ${what}`);
    return counts.length ? `; programmes: ${counts.join(", ")}` : "";
  }

  /* The grade of an area's number of places, and that which its edge shows. */
  const gradeOf = (row) => row.state === "measured" ? row.grade : "";
  const edgeGrade = ({ figures: { words, choice } }, row) =>
    words.of_places.includes(choice.measure) ? gradeOf(row) : "";

  /* The value shaded in few characters, without saying that it is a bound. */
  function short(row, measure) {
    if (measure === "share_met") return percent(row.shown);
    if (measure === "unmet") return about(row.shown);
    if (measure === "funding") return `£${rate(row.shown)}`;
    if (measure === "grade") return row.grade;
    return measure === "programmes" ? whole(row.shown) : rate(row.shown);
  }

  function sign(row, measure) {
    if (measure === "funding") return known(row.funding_per_perpetrator_high) ? "" : "≥";
    if (!row.lower_bound) return "";
    return { places_per_1000: "≥", share_met: "≥", unmet: "≤" }[measure] || "";
  }

  /* What is written in an area: its value and year, or the programmes without places. */
  function written({ figures }, row) {
    const { words, choice: { measure } } = figures;
    if (known(row.shown)) {
      const year = isDated(words, measure, row) ? ` ${yearMark(row.number_year)}` : "";
      return `${sign(row, measure)}${short(row, measure)}${year}`;
    }
    return row.shade === "unmeasured" && row.programmes ? `(${whole(row.programmes)})` : "";
  }

  const isDated = (words, measure, row) => words.of_places.includes(measure)
    && known(row.shown) && known(row.number_year);
  const yearMark = (year) => `’${String(year % 100).padStart(2, "0")}`;

  /* What the marks in the areas mean, by one of each in use. */
  function marks(table) {
    const { words, choice: { measure } } = table.figures;
    const texts = table.rows.map((row) => written(table, row));
    const used = (sign) => texts.some((text) => text.includes(sign));
    const years = table.rows.filter((row) => isDated(words, measure, row))
      .map((row) => row.number_year);
    const last = Math.max(...years);
    const most = Math.max(0, ...table.rows.filter((_, i) => texts[i].startsWith("("))
      .map((row) => row.programmes));
    return [used("≥") && "≥ at least", used("≤") && "≤ up to",
      years.length && `${yearMark(last)} of ${last}`,
      most && `(${whole(most)}) ${most === 1 ? "programme" : "programmes"}`]
      .filter(Boolean).join("; ");
  }

  /* -- the scale ------------------------------------------------------------------------------ */
  function edge(measure, at) {
    if (measure === "share_met") return `${plain(100 * at)}%`;
    return measure === "funding" ? `£${plain(at)}` : plain(at);
  }

  /* Words for each class, the worst first. */
  function classLabels({ breaks, rows, figures: { choice, words } }) {
    const { measure, more_is_worse: turned } = choice;
    if (measure === "grade") return words.grade_labels;
    if (!breaks.length) {
      const different = new Set(rows.map((row) => row.shown).filter(known)).size;
      return [["no value known", "all the same value"][different] || "all about the same value"];
    }
    if (measure === "programmes") return counts(breaks);
    const edges = breaks.map((b) => edge(measure, b));
    const middle = edges.slice(1).map((to, i) => `${edges[i]} to under ${to}`);
    const labels = [`under ${edges[0]}`, ...middle, `${edges[edges.length - 1]} or more`];
    return turned ? labels.reverse() : labels;
  }

  function counts(breaks) {
    const starts = [1, ...breaks];
    const parts = breaks.map((to, i) => to - starts[i] === 1 ? `${starts[i]}`
      : `${starts[i]} to ${to - 1}`);
    return [...parts, `${starts[starts.length - 1]} or more`];
  }

  /* -- the table's cells: text and sorting value ----------------------------------------------- */
  const yes = (truth) => truth === null ? "no class" : truth ? "yes" : "no";

  function bound(row, name, write, why) {
    const at = row[name];
    if (!known(at)) return [why, null];
    return [row.lower_bound ? `at least ${write(at)}` : write(at), at];
  }

  function range(row) {
    const low = rate(row.places_per_1000_low);
    return row.lower_bound ? `${low} or more` : `${low} to ${rate(row.places_per_1000_high)}`;
  }

  function cells(table, row) {
    const why = reason(table, row), { states, columns } = table.figures.words;
    const estimated = known(row.perpetrators), measured = known(row.places_per_1000);
    const lack = row.lower_bound && known(row.unmet_high) ? `up to ${about(row.unmet_high)}` : row.unmet;
    const number = (name) => [whole(row[name]), row[name]];
    const cell = {
      state: [states[row.state], null],
      places_per_1000: bound(row, "places_per_1000", rate, why),
      range: [measured ? range(row) : why, null],
      places: [places(table, row), row.places],
      evidence: [evidence(table, row) || why, null],
      perpetrators: [estimated ? about(row.perpetrators) : perpetrators(row), row.perpetrators],
      perpetrators_range: [estimated ? span(row.perpetrators_low, row.perpetrators_high)
        : perpetrators(row), null],
      share_met: bound(row, "share_met", percent, why),
      unmet: [known(row.unmet) ? known(lack) ? about(lack) : lack : why, row.unmet],
      programmes: number("programmes"),
      programmes_unmeasured: number("programmes_unmeasured"),
      programmes_undecided: number("programmes_undecided"),
      programmes_not_matching: number("programmes_not_matching"),
      same_with_force_rates: [yes(row.same_with_force_rates), null],
      crosses_threshold: [yes(row.crosses_threshold), null],
      shown: [value(table, row), row.shown],
      verdict: [row.verdict || why, null],
      code: [row.code, null],
    };
    return columns.map((name) => cell[name]);
  }

  return { HIGH_END, cells, classLabels, edgeGrade, evidence, gradeOf, marks, perpetrators, places, ratio, tooltip,
    unmet, value, written };
})();
