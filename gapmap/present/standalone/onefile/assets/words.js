/* Sentences about a table: those of words.py, selection_words.py and method.py. Pure, no page. */
"use strict";
window.gapmapWords = (() => {
  const { known, about, listed, matching, percent, plain, plural, rate, span, whole
  } = window.gapmapNumbers;
  const { gradeOf, value } = window.gapmapScale;
  const words = (table) => table.figures.words;

  /* Number of areas in each state, in the order of the vocabulary, states in use only. */
  function tally(table, column) {
    const states = Object.keys(words(table).states);
    const number = (state) => table.rows.filter((row) => row[column] === state).length;
    return new Map(states.map((state) => [state, number(state)]).filter(([, n]) => n));
  }

  function finding(table) {
    const { totals, figures: { choice } } = table, [, one, many] = words(table).level;
    const of = `of ${plural(totals.areas, one, many)}`, { measured } = totals;
    if (!totals.programmes) return `No programme is stated to match in ${of.slice(3)}`;
    if (choice.measure === "programmes") {
      const some = table.rows.filter((row) => row.programmes && row.perpetrators !== null).length;
      return `Matching programmes are recorded in ${some} ${of}`;
    }
    if (choice.measure === "funding") {
      const some = table.rows.filter((row) => row.funding_per_perpetrator !== null).length;
      return `Yearly funding is stated in ${some} ${of}`;
    }
    if (!measured.areas) {
      return "Programmes are recorded, but no number of places is known";
    }
    const some = measured.lower_bounds ? "Some places known" : "Places known";
    return `${words(table).of_measure[choice.measure] || some} in ${measured.areas} ${of}`;
  }

  function findingMore(table) {
    const counts = tally(table, "state");
    const reach = table.totals.measured.areas ? `Known places would reach ${benchmark(table)}. ` : "";
    const told = [["unmeasured", "places are not known in "],
      ["not_stated", "whether any matches is not stated in "],
      ["none_matching", "none matches, by the record, in "],
      ["none_recorded", "none is recorded in "]];
    const rest = told.filter(([state]) => counts.get(state))
      .map(([state, text]) => `${text}${counts.get(state)}`);
    return `${reach}${rest.length ? `Elsewhere: ${rest.join("; ")}.` : ""}`.trim();
  }

  function counted(table) {
    const { programmes, programmes_unmeasured: unknown } = table.totals, { years } = words(table);
    if (!programmes) return `No matching programme, ${years}.`;
    return `${matching(programmes)}, ${whole(programmes - unknown)} with known `
      + `places${knownInSome(table, programmes - unknown)}; ${years}.`;
  }

  /* That the known places are not of every area that their programmes are recorded for. */
  function knownInSome(table, number) {
    const here = table.parts.filter(({ area }) => table.rows[area].state !== "no_estimate");
    const numbered = new Set(here.filter((p) => p.places !== null).map((p) => p.service.id));
    const lacking = here.filter((p) => p.places === null && numbered.has(p.service.id));
    if (!lacking.length) return "";
    const services = new Set(lacking.map((p) => p.service.id)).size;
    const areas = new Set(lacking.map((p) => p.area));
    const some = `all ${services === 1 ? "its" : "their"} ${words(table).level[2]}`;
    return `, though ${services === number ? "" : `${services} `}not for `
      + `${areas.size === 1 ? table.rows[lacking[0].area].name : some}`;
  }

  function benchmark(table) {
    const m = table.totals.measured, [, one, many] = words(table).level;
    const ratio = `${m.lower_bounds ? "at least " : ""}${rate(m.ratio)}`;
    const spread = m.areas > 1 ? ` (${rangeOf(m)} in single areas)` : "";
    return `${ratio} in every 1,000 estimated ${words(table).noun}${spread}: `
      + `${plural(m.areas, one, many)} with ${percent(m.share_of_need)} of the estimate, `
      + `by numbers ${numbersOf(table)}`;
  }

  function rangeOf(m, least = "at least ") {
    const end = (is_bound, value) => `${is_bound ? least : ""}${rate(value)}`;
    return `${end(m.lowest_is_bound, m.lowest)} to ${end(m.highest_is_bound, m.highest)}`;
  }

  /* The years and grades of all numbers of the measured areas. */
  function numbersOf(table) {
    const parts = table.parts.filter((part) => known(part.places)
      && table.rows[part.area].state === "measured").map((part) => part.service.chosen);
    const ends = (all) => [...new Set([all[0], all[all.length - 1]])].join(" to ");
    const years = parts.map((obs) => obs.year).filter(known).sort((a, b) => a - b);
    const grades = [...new Set(parts.map((obs) => obs.grade).filter(Boolean))].sort();
    const undated = years.length < parts.length ? " or no year" : "";
    const of = years.length ? `of ${ends(years)}${undated}` : "without a year";
    return `${of}, grade${grades.length > 1 ? "s" : ""} ${grades.length ? ends(grades) : "not known"}`;
  }

  function keyFigures(table) {
    const t = table.totals, m = t.measured, { noun, level, range_note: note } = words(table);
    const counts = tally(table, "state"), number = (state) => counts.get(state) || 0;
    const missing = !t.programmes ? "none matches"
      : t.programmes === t.programmes_unmeasured ? "not known" : "";
    const told = [["not_stated", "not stated"], ["none_recorded", "none recorded"]]
      .filter(([state]) => number(state)).map(([state, text]) => `${number(state)} ${text}`);
    return [
      [`Estimated ${noun}`, about(t.perpetrators),
        `${span(t.perpetrators_low, t.perpetrators_high)}, ${t.covers}${note}`],
      ["Places known", missing || whole(t.places), evidenceNote(t, words(table).why_ended)],
      ["Places per 1,000 where known",
        m.areas ? `${m.lower_bounds ? "at least " : ""}${rate(m.ratio)}` : missing || "not known",
        `${m.areas} of ${plural(t.areas, level[1], level[2])}, `
        + `${percent(m.share_of_need)} of the estimate`
        + (m.areas > 1 ? `; ${rangeOf(m, "≥")}` : "")],
      [`${level[0]} where none matches`, `${number("none_matching")} of ${t.areas}`,
        `${told.join(", ") || "by the record"}: not the same as none existing`],
    ];
  }

  function evidenceNote(t, why) {
    const parts = [`a year, on ${t.programmes - t.programmes_unmeasured} of `
      + plural(t.programmes, "programme")];
    if (t.places > 0) {
      parts.push(`${whole(t.places_recent)} counted in the last two years`);
      if (t.places_not_counted >= 0.5) {
        parts.push(`${whole(t.places_not_counted)} aims or by budget`);
      }
      if (t.places_terms_passed >= 0.5) {
        const [passed, places] = [whole(t.places_terms_passed), whole(t.places)];
        parts.push(`${passed === places ? "all" : `${passed} of all`} on past funding`);
      }
      if (t.places_ended >= 0.5) {
        parts.push(`${whole(t.places_ended)} more places left out: ${why}`);
      }
    }
    return parts.join("; ");
  }

  /* Terms that are chosen, as they read inside a sentence. */
  const inside = (all, chosen, last) => listed(all.filter(([key]) => chosen.includes(key))
    .map(([, , text]) => text), last);

  /* What is selected, where it is not the first view, and whose data are in it. */
  function told(table) {
    const { types, routes, accepts, apart, unstated, own_data: own } = words(table);
    const { choice } = table, groups = inside(accepts, choice.accepts, "and");
    const found = [inside(types, choice.types, "or"), inside(routes, choice.routes, "or"),
      groups && `accepting ${groups}`, choice.unstated ? unstated : "", ...apart].filter(Boolean);
    return [...(found.length ? [`Shown: ${found.join("; ")}.`] : []), ...own];
  }

  function selection(table) {
    const { types, routes, accepts, selection_endings: endings, any_type: any } = words(table);
    const { choice } = table;
    const who = inside(routes, choice.routes, "or") || "any referral route";
    const groups = inside(accepts, choice.accepts, "and");
    const ending = endings[choice.unstated ? 1 : 0];
    return `Programmes: ${inside(types, choice.types, "or") || any}, ${who}`
      + `${groups && `, accepting ${groups}`}${ending}`;
  }

  /* What is left out and counted with care; when nothing matches, what to loosen. */
  const notes = (table) => ({ own: words(table).notes, loosen: whatToLoosen(table),
    left_out: hidden(table), care: withCare(table) });

  function hidden(table) {
    return Object.entries(words(table).hidden).flatMap(([reason, [one, many]]) => {
      const number = table.supply.alone[reason];
      return number ? [`${plural(number, "programme")} ${number === 1 ? one : many}.`] : [];
    });
  }

  /* What the places beside those for serious abuse of a partner are for. */
  function otherCases(table) {
    const found = new Set(table.parts.filter((part) => part.places
      && table.rows[part.area].perpetrators !== null).flatMap((part) => part.service.chosen.cases));
    return listed(words(table).other_cases.filter(([key]) => found.has(key)).map(([, text]) => text),
      "or");
  }

  function withCare(table) {
    const here = new Set(table.parts.map((part) => part.service));
    const services = table.supply.services.filter((service) => here.has(service));
    const sentences = [], { totals: t, choice } = table;
    const { all_types: all, lower_risk_told: told } = table.figures.choice;
    if (told && t.places_lower_risk >= 0.5) {
      const lower = whole(t.places_lower_risk), all_of = whole(t.places);
      const some = lower === all_of ? "All" : `${lower} of`;
      sentences.push(`${some} the ${all_of} places known are for, or take in, ${otherCases(table)}, `
        + "while the estimate counts serious perpetrators.");
    }
    if (!choice.types.length && !all) {
      sentences.push(
        "Programmes for children alone, or for stalking alone, are not among these places.");
    }
    if (words(table).funded) {
      sentences.push(`Beside “none recorded”: ${words(table).funded}`);
    }
    const ended = services.filter((s) => s.chosen.ended)
      .map((s) => `${s.chosen.programme} (${s.chosen.ended})`);
    if (ended.length) {
      sentences.push(`Seen in these years, but ended since, by its source: ${listed(ended)}.`);
    }
    const { until } = words(table);
    if (until !== null) {
      const seen = new Set(table.supply.services.flatMap((s) => s.rows.map((obs) => obs.sources[0])));
      sentences.push(`Old years are thinly documented: ${plural(seen.size, "source")} read `
        + `${seen.size === 1 ? "reports" : "report"} on programmes seen up to ${until}, so that `
        + "“none recorded” is weaker evidence there.");
    }
    return sentences;
  }

  function whatToLoosen(table) {
    if (table.totals.programmes) return "";
    const merged = new Map();
    for (const [reason, n] of Object.entries(table.supply.alone)) {
      const offer = words(table).loosen[reason];
      merged.set(offer, (merged.get(offer) || 0) + n);
    }
    const offers = [...merged].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
      .map(([offer, n]) => `${offer} (${plural(n, "programme")})`);
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
    const { drawn, alt_starts: starts, alt_shaded: shaded } = words(table);
    const { tiles = table.figures.choice.tiles } = table.choice;
    const found = [...tally(table, "shade")].map(([s, n]) => `${drawn[s].toLowerCase()} ${n}`);
    const opening = `${starts[tiles ? 1 : 0]}${finding(table)}. ${findingMore(table)}`.trim();
    const said = [opening, ...told(table)].join(" ");
    const parts = [`${said} ${shaded}States: ${found.join("; ")}.`];
    const graded = grades(table).map(([grade, n]) => `${grade} ${n}`);
    if (graded.length) parts.push(`Grades of the numbers: ${graded.join(", ")}.`);
    parts.push(...extremes(table));
    for (const state of ["none_matching", "none_recorded"]) {
      const names = table.rows.filter((row) => row.shade === state).map((row) => row.name);
      if (names.length > 0 && names.length <= 12) {
        parts.push(`${words(table).states[state]} in ${listed(names)}.`);
      }
    }
    return parts.join(" ");
  }

  /* Number of areas by grade of their number, the best first, those in use only. */
  const grades = ({ rows }) => ["A", "B", "C", "D"]
    .map((grade) => [grade, rows.filter((row) => gradeOf(row) === grade).length])
    .filter(([, n]) => n);

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
    sides.push(["where none matches or none is recorded",
      (row) => ["none_matching", "none_recorded"].includes(row.state)],
      ["where it is not stated whether any matches", (row) => row.state === "not_stated"],
      ["where places are not known", (row) => row.state === "unmeasured"]);
    const rows = table.rows.filter((row) => row.state !== "no_estimate");
    const lines = sides.map(([label, test]) => {
      const side = rows.filter(test);
      const people = side.reduce((total, row) => total + row.perpetrators, 0);
      return `${side.length} ${label}: about ${about(people)} estimated ${words(table).noun}`;
    });
    if (limit === null) return lines;
    const unsure = rows.filter((row) => row.crosses_threshold).length;
    return [...lines, `${unsure} could lie on the other side within the range of the estimate`];
  }

  return { altText, benchmark, counted, finding, findingMore, grades, keyFigures, notes, selection, tally,
    threshold };
})();
