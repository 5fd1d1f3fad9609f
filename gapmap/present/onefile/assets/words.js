/* Sentences about a table: those of words.py, selection_words.py and method.py. Pure, no page. */
"use strict";
window.gapmapWords = (() => {
  const { known, about, listed, percent, percentDown, plain, plural, rate, span, whole,
  } = window.gapmapNumbers;
  const { value } = window.gapmapScale;
  const words = (table) => table.figures.words;

  /* Number of areas in each state, in the order of the vocabulary, states in use only. */
  function tally(table, column) {
    const states = Object.keys(words(table).states);
    const number = (state) => table.rows.filter((row) => row[column] === state).length;
    return new Map(states.map((state) => [state, number(state)]).filter(([, n]) => n));
  }

  function finding(table) {
    const { totals } = table, counts = tally(table, "state");
    const [, one, many] = words(table).level;
    const where = plural(totals.areas, one, many);
    if (!totals.programmes) {
      return `No programme in the data matches this selection in any of the ${where}.`;
    }
    const none = counts.get("none_recorded"), unknown = counts.get("unmeasured"), gaps = [];
    if (none) gaps.push(`none is recorded in ${none} of ${where}`);
    if (unknown) {
      gaps.push(`in ${unknown}${none ? "" : ` of ${where}`} the number of places is not known`);
    }
    const tail = gaps.length ? `; ${listed(gaps)}` : `, and none of the ${where} is without`;
    if (totals.programmes === totals.programmes_unmeasured) {
      return `${plural(totals.programmes, "programme")} matching this selection `
        + `${totals.programmes === 1 ? "is" : "are"} recorded in ${totals.covers}, `
        + `but no number of places is known${tail}.`;
    }
    return `Known places on programmes would reach ${rate(1000 * totals.share_met)} in every 1,000 `
      + `of the estimated ${about(totals.perpetrators)} ${words(table).noun} in `
      + `${totals.covers}${tail}.`;
  }

  function keyFigures(table) {
    const t = table.totals, { noun, level } = words(table);
    const none = tally(table, "state").get("none_recorded") || 0;
    const missing = t.programmes ? "not known" : "none recorded";
    const some = t.programmes > t.programmes_unmeasured;
    return [
      [`Estimated ${noun}`, about(t.perpetrators),
        `${span(t.perpetrators_low, t.perpetrators_high)}, ${t.covers}`],
      ["Places known", some ? whole(t.places) : missing,
        `a year, on ${t.programmes - t.programmes_unmeasured} of `
        + `${plural(t.programmes, "programme")} recorded`],
      ["Share of need met", some ? share(t) : missing, "known places as a share of the estimate"],
      [`${level[0]} with none recorded`, `${none} of ${t.areas}`, "not the same as none existing"],
    ];
  }

  const share = (t) => t.programmes_unmeasured ? `at least ${percentDown(t.share_met_low)}`
    : `${percent(t.share_met_low)} to ${percent(t.share_met_high)}`;

  function selection(table) {
    const { types, routes, selection_ending: ending } = words(table), { choice } = table;
    const inside = (all, chosen) => listed(all.filter(([key]) => chosen.includes(key))
      .map(([, , text]) => text), "or");
    const who = inside(routes, choice.routes) || "any referral route";
    const stated = choice.routes.length && choice.unstated ? " (or routes not stated)" : "";
    return `Programmes: ${inside(types, choice.types) || "any type"}, ${who}${stated}${ending}`;
  }

  /* What is left out and counted with care; when nothing matches, what to loosen. */
  function notes(table) {
    const offer = whatToLoosen(table);
    if (offer) return [offer];
    const out = hidden(table).join(" "), care = withCare(table).join(" ");
    return [out && `Left out: ${out}`, care].filter(Boolean);
  }

  function hidden(table) {
    return Object.entries(words(table).hidden).flatMap(([reason, [one, many]]) => {
      const number = table.supply.hidden[reason];
      return number ? [`${plural(number, "programme")} ${number === 1 ? one : many}.`] : [];
    });
  }

  function withCare(table) {
    const { services } = table.supply, sentences = [...words(table).notes];
    const silent = services.filter((s) => s.chosen.reason === "accepts_not_stated").length;
    if (silent) {
      const verb = silent === 1 ? "does not say whether it accepts"
        : "do not say whether they accept";
      sentences.push(`${plural(silent, "programme")} ${verb} the chosen groups, which is neither `
        + "yes nor no: recorded, places not known.");
    }
    const ended = services.filter((s) => s.chosen.ended)
      .map((s) => `${s.chosen.programme} (${s.chosen.ended})`);
    if (ended.length) {
      sentences.push(`Seen in these years, but ended since, by its source: ${listed(ended)}.`);
    }
    const { until } = words(table);
    if (until !== null) {
      const seen = new Set(services.flatMap((s) => s.rows.map((obs) => obs.sources[0])));
      sentences.push(`Old years are thinly documented: ${plural(seen.size, "source")} read `
        + `${seen.size === 1 ? "reports" : "report"} on programmes seen up to ${until}, so that `
        + "“none recorded” is weaker evidence there.");
    }
    return sentences;
  }

  function whatToLoosen(table) {
    if (table.totals.programmes) return "";
    const offers = Object.entries(table.supply.hidden).filter(([, number]) => number)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, n]) => `${words(table).loosen[reason]} (${plural(n, "programme")})`);
    if (!offers.length) {
      return "To see programmes, loosen more than one choice: no single one is enough.";
    }
    return `To see programmes: ${listed(offers.slice(0, 3), "or")}.`;
  }

  /* Areas with a value, the worst first; ties by name. */
  function ranked({ rows, figures: { choice } }) {
    const turn = choice.more_is_worse ? -1 : 1;
    return rows.filter((row) => known(row.shown)).sort((a, b) =>
      turn * (a.shown - b.shown) || (a.name < b.name ? -1 : 1));
  }

  function altText(table) {
    const { drawn, alt_start: start, alt_shaded: shaded } = words(table);
    const found = [...tally(table, "shade")].map(([s, n]) => `${drawn[s].toLowerCase()} ${n}`);
    const parts = [`${start}${finding(table)}${shaded}States: ${found.join("; ")}.`];
    parts.push(...extremes(table));
    const none = table.rows.filter((row) => row.shade === "none_recorded").map((row) => row.name);
    if (none.length > 0 && none.length <= 12) parts.push(`None recorded in ${listed(none)}.`);
    return parts.join(" ");
  }

  /* The worst and the best value shaded, each with the first area that has it. */
  function extremes(table) {
    const order = ranked(table);
    if (!order.length) return [];
    const ends = [order[0], order[order.length - 1]].map(
      (end) => order.filter((row) => row.shown === end.shown));
    const said = words(table).extremes.map((name, i) => {
      const [first] = ends[i], more = ends[i].length - 1;
      return `${name}: ${first.name}${more ? ` (and ${more} more)` : ""}, ${value(table, first)}.`;
    });
    return said.slice(0, ends[0].length === order.length ? 1 : 2);
  }

  /* Areas and people on each side of the threshold and the aim of the file. */
  function threshold(table) {
    const { gap_below: limit, target_share: aim } = table.figures.choice;
    const sides = [];
    if (limit !== null) {
      sides.push([`below ${plain(limit)} places per 1,000`, (row) => row.verdict === "below"],
        [`at or above ${plain(limit)}`, (row) => row.verdict === "at or above"]);
    }
    const met = (row) => row.share_met !== null;
    if (aim < 1) {
      sides.push([`where known places reach ${percent(aim)} of need`,
        (row) => met(row) && row.share_met >= aim],
      ["where they do not", (row) => met(row) && row.share_met < aim]);
    }
    if (!sides.length) return [];
    sides.push(["where none is recorded", (row) => row.state === "none_recorded"],
      ["where places are not known", (row) => row.state === "unmeasured"]);
    const rows = table.rows.filter((row) => row.state !== "no_estimate");
    const lines = sides.map(([label, test]) => {
      const side = rows.filter(test);
      const people = side.reduce((total, row) => total + row.perpetrators, 0);
      return `${side.length} ${label}: about ${about(people)} estimated ${words(table).noun}`;
    });
    if (limit === null) return lines;
    const unsure = rows.filter((row) => row.verdict && row.uncertain).length;
    return [...lines, `${unsure} could lie on the other side within the range of the estimate`];
  }

  return { altText, finding, keyFigures, notes, selection, tally, threshold };
})();
