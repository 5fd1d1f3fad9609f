/* Words and classes for one area's numbers: those of words.py, scale.py and the table's cells.
   Pure, no page. */
"use strict";
window.gapmapScale = (() => {
  const { known, about, percent, percentDown, plain, plural, rate, rateDown, span,
    whole } = window.gapmapNumbers;
  const REASONS = { none_recorded: "none recorded", no_estimate: "no estimate" };

  /* -- one area ------------------------------------------------------------------------------- */
  function places(row) {
    if (!row.programmes) return "none recorded";
    if (!known(row.places)) return "not known";
    return `${row.programmes_unmeasured ? "at least " : ""}${whole(row.places)}`;
  }

  const perpetrators = (row) => known(row.perpetrators)
    ? `about ${about(row.perpetrators)} (${span(row.perpetrators_low, row.perpetrators_high)})`
    : "no estimate";

  const reason = (row) => REASONS[row.state] || "not known";

  function ratio(row) {
    if (!known(row.places_per_1000)) return reason(row);
    if (row.lower_bound) {
      const low = rateDown(row.places_per_1000_low);
      return `at least ${rateDown(row.places_per_1000)} (${low} or more)`;
    }
    const low = rate(row.places_per_1000_low), high = rate(row.places_per_1000_high);
    return `${rate(row.places_per_1000)} (${low} to ${high})`;
  }

  const unmet = (row) => row.lower_bound ? `up to ${about(row.unmet_high)} people`
    : `about ${about(row.unmet)} people (${span(row.unmet_low, row.unmet_high)})`;

  function share(row) {
    const low = percentDown(row.share_met_low);
    if (row.lower_bound) return `at least ${percentDown(row.share_met)} (${low} or more)`;
    return `${percent(row.share_met)} (${low} to ${percent(row.share_met_high)})`;
  }

  function funding(row) {
    const low = `£${rate(row.funding_per_perpetrator_low)}`;
    if (!known(row.funding_per_perpetrator_high)) {
      return `at least £${rateDown(row.funding_per_perpetrator)} (${low} or more)`;
    }
    const high = rate(row.funding_per_perpetrator_high);
    return `£${rate(row.funding_per_perpetrator)} (${low} to £${high})`;
  }

  /* The value shaded with its range, or why there is none. */
  function value({ figures }, row) {
    const { measure } = figures.choice;
    if (!known(row.shown)) return figures.words.drawn[row.shade].toLowerCase();
    if (measure === "places_per_1000") return ratio(row);
    if (measure === "share_met") return share(row);
    if (measure === "unmet") return unmet(row);
    if (measure === "funding") return funding(row);
    if (measure === "certainty") return figures.words.certainty[row.shown];
    return plural(row.programmes, "programme");
  }

  function tooltip(table, row) {
    const { states, measure: label } = table.figures.words, { measure } = table.figures.choice;
    const lines = [row.name, states[row.state], `Places a year: ${places(row)}`,
      `Estimated perpetrators: ${perpetrators(row)}`];
    if (known(row.places_per_1000)) lines.push(`Places per 1,000: ${ratio(row)}`);
    if (row.programmes) lines.push(`Programmes recorded: ${whole(row.programmes)}`);
    if (row.context) lines.push(`Other records, not counted as places: ${whole(row.context)}`);
    if (row.uncertain) {
      lines.push("Uncertain: its class, or side of a threshold, could change in the range");
    }
    if (["places_per_1000", "programmes"].includes(measure)) return lines;
    return [...lines, `${label}: ${value(table, row)}`];
  }

  const uncertain = ({ figures: { choice } }, row) =>
    row.uncertain === true && ["places_per_1000", "share_met"].includes(choice.measure);

  /* -- the scale ------------------------------------------------------------------------------ */
  function edge(measure, at) {
    if (measure === "share_met") return `${plain(100 * at)}%`;
    return measure === "funding" ? `£${plain(at)}` : plain(at);
  }

  /* Words for each class, the worst first. */
  function classLabels({ breaks, rows, figures: { choice, words } }) {
    const { measure, more_is_worse: turned } = choice;
    if (measure === "certainty") return words.certainty;
    if (!breaks.length) {
      return [rows.some((row) => known(row.shown)) ? "all the same value" : "no value known"];
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

  function bound(row, name, write, writeDown, why) {
    const at = row[name];
    if (!known(at)) return [why, null];
    return [row.lower_bound ? `at least ${writeDown(at)}` : write(at), at];
  }

  function range(row) {
    const low = row.places_per_1000_low;
    return row.lower_bound ? `${rateDown(low)} or more`
      : `${rate(low)} to ${rate(row.places_per_1000_high)}`;
  }

  function cells(table, row) {
    const why = reason(row), { states, columns } = table.figures.words;
    const estimated = known(row.perpetrators), measured = known(row.places_per_1000);
    const lack = row.lower_bound ? `up to ${about(row.unmet_high)}` : row.unmet;
    const cell = {
      state: [states[row.state], null],
      places_per_1000: bound(row, "places_per_1000", rate, rateDown, why),
      range: [measured ? range(row) : why, null],
      places: [places(row), row.places],
      perpetrators: [estimated ? about(row.perpetrators) : perpetrators(row), row.perpetrators],
      perpetrators_range: [estimated ? span(row.perpetrators_low, row.perpetrators_high)
        : perpetrators(row), null],
      share_met: bound(row, "share_met", percent, percentDown, why),
      unmet: [known(row.unmet) ? known(lack) ? about(lack) : lack : why, row.unmet],
      programmes: [whole(row.programmes), row.programmes],
      programmes_unmeasured: [whole(row.programmes_unmeasured), row.programmes_unmeasured],
      uncertain: [yes(row.uncertain), null],
      robust: [yes(row.robust), null],
      shown: [value(table, row), row.shown],
      verdict: [row.verdict || why, null],
      code: [row.code, null],
    };
    return columns.map((name) => cell[name]);
  }

  return { cells, classLabels, perpetrators, places, ratio, tooltip, uncertain, unmet, value };
})();
