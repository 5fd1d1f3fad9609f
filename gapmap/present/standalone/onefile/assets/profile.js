/* An area's profile and the whole view under a choice of types, routes and groups: those of profile.py,
   programmes.py and view.py. Pure, no page. */
"use strict";
window.gapmapView = (() => {
  const { known, about, listed, percent, plural, whole } = window.gapmapNumbers;
  const { reasonNames } = window.gapmapSupply;
  const { compute } = window.gapmapTable;
  const { HIGH_END, cells, classLabels, edgeGrade, evidence, marks, perpetrators, places, ratio,
    tooltip, unmet, written } = window.gapmapScale;
  const { altText, benchmark, counted, finding, findingMore, grades, keyFigures, notes, selection, tally,
    threshold } = window.gapmapWords;

  /* -- figures of one area -------------------------------------------------------------------- */
  function cost(row) {
    if (row.lower_bound) return `up to £${about(row.cost_to_close_high)} a year ${HIGH_END}`;
    const low = about(row.cost_to_close_low), high = about(row.cost_to_close_high);
    return `about £${about(row.cost_to_close)} a year (£${low} to £${high})`;
  }

  function recorded(row) {
    if (!row.programmes) return "none under this selection";
    const every = row.programmes, unknown = row.programmes_unmeasured;
    if (every === 1) return unknown ? "1, its places not known" : "1, its places known";
    const whose = { 0: "known for all", [every]: "known for none" }[unknown];
    return `${whole(every)}, places ${whose || `not known for ${unknown}`}`;
  }

  function figuresOf(table, row) {
    const { words } = table.figures, { totals } = table;
    const found = [["State", words.states[row.state]],
      ["Estimated perpetrators", perpetrators(row)], ["Places a year", places(table, row)],
      ["Places per 1,000", ratio(table, row)]];
    if (row.grade) {
      found.push(["Year, basis and grade of the largest part", evidence(table, row)]);
      if (row.places > 0) {
        found.push(["Contracted or counted in the last two years", `${whole(row.places_recent)} places`]);
        if (row.places_terms_passed >= 0.5) {
          found.push(["On past funding", `${whole(row.places_terms_passed)} places`]);
        }
        if (table.figures.choice.lower_risk_told && row.places_lower_risk >= 0.5) {
          found.push(["For, or with, lower-risk cases, stalking or children",
            `${whole(row.places_lower_risk)} places`]);
        }
      }
    }
    if (known(row.share_met)) {
      const share = row.lower_bound ? `at least ${percent(row.share_met)}`
        : percent(row.share_met);
      const holds = words.holds_if[row.basis] ? `, if ${words.holds_if[row.basis]}` : "";
      found.push(["Share of need met", `${share}${holds}`], ["Unmet need", unmet(row)],
        [`Cost to close it, at ${words.cost_note}`, cost(row)]);
    }
    found.push(["Programmes counted here", recorded(row)]);
    if (row.served_share > 0 && row.served_share < 1) {
      found.push(["Reach",
        `councils with ${percent(row.served_share)} of its people have one recorded`]);
    }
    if (totals.measured.areas) {
      found.push(["For comparison, the areas with a number", benchmark(table)]);
    }
    if (row.sensitivity) found.push(["If need followed recorded crime", sensitivity(row, words)]);
    return found;
  }

  function sensitivity(row, words) {
    if (row.same_with_force_rates === null) return row.sensitivity;
    const verdict = row.same_with_force_rates ? "is the same." : "changes.";
    return `${row.sensitivity} The ${words.what_side} ${verdict}`;
  }

  /* -- its programmes ------------------------------------------------------------------------- */
  function placesHere({ figures }, part, area) {
    if (!known(part.places)) return `not known: ${part.why}`;
    const { service } = part, total = service.places;
    const basis = service.chosen.dated, all = whole(total);
    if (service.blocks.every((block) => figures.blocks[block][0] === area)) {
      return `${all}, ${basis}`;
    }
    const by = part.by === "people" ? "people aged 16 and over" : "estimated perpetrators";
    return `${whole(part.places)}, its share of ${all} over the whole programme, by ${by}; ${basis}`;
  }

  function notKnown(table, row, services) {
    const lines = [], unknown = row.programmes_unmeasured;
    const number = (test) => services.filter(test).length;
    const silent = number((s) => !s.chosen.routes.length), quiet = number((s) => !s.chosen.accepts.length);
    const old = number((s) => s.chosen.inferred);
    const programmes = (n) => plural(n, "programme");
    let limit = row.lower_bound ? ": the figures above are lower bounds" : "";
    if (unknown) {
      lines.push(`The yearly places of ${programmes(unknown)}${limit}.`);
      limit = "";
    }
    if (silent) lines.push(`Who can refer to ${programmes(silent)}.`);
    if (quiet) lines.push(`Who ${programmes(quiet)} will accept.`);
    if (old) lines.push(`The year of ${programmes(old)}: worked out from context.`);
    const undecided = row.programmes_undecided;
    if (undecided) {
      lines.push(`Whether ${plural(undecided, `${row.programmes ? "more " : ""}programme`)} recorded here `
        + `${undecided === 1 ? "matches" : "match"} these choices${limit}.`);
    } else if (row.state === "not_stated") lines.push(table.figures.words.only_before);
    if (row.state === "none_recorded") {
      lines.push("Whether any programme exists here: none was found in the sources read"
        + `${row.context ? ", only the records below, which do not count as places." : "."}`);
      const { funded } = table.figures.words;
      if (funded) lines.push(`Whether one is funded here: ${funded}`);
    }
    if (row.state === "no_estimate") lines.push(row.no_estimate);
    else lines.push(`How many perpetrators there really are. ${table.figures.words.caveat}`);
    return lines;
  }

  /* Programmes recorded here that do not count: those that may match first. */
  function hiddenHere(table, area) {
    const { figures } = table, { words } = figures, other = "Other periods on record";
    const here = (blocks) => [...blocks].some((block) => figures.blocks[block][0] === area);
    const { hidden } = table.supply;
    const may = hidden.filter((h) => here(h.undecided)).map((h) => [h, "may match"]);
    const no = hidden.filter((h) => here(h.refused) && !here(h.undecided))
      .map((h) => [h, "does not match"]);
    return [...may, ...no].map(([{ chosen, reasons }, label]) => {
      const why = listed(reasonNames(reasons, words.reasons).map((name) => words.reasons[name]));
      const facts = chosen.entry.facts.filter(([name]) => name !== other);
      return { ...chosen.entry, subtitle: `${chosen.entry.subtitle} · ${label}`,
        facts: [["Why it is not counted", `${label}: ${why}`], ["Its number", chosen.number],
          ...facts] };
    });
  }

  function profile(table, code) {
    const area = table.rows.findIndex((row) => row.code === code), row = table.rows[area];
    const parts = table.byArea.get(area) || [];
    const order = [...parts].sort((a, b) => (a.places === null) - (b.places === null));
    const programmes = order.map((part) => ({ ...part.obs.entry,
      facts: [["Places a year here", placesHere(table, part, area)], ...part.obs.entry.facts] }));
    const context = table.supply.context.filter((obs) => obs.kind !== "national_aggregate"
      && obs.blocks.some((block) => table.figures.blocks[block][0] === area));
    const services = parts.map((part) => part.service);
    return { code, name: row.name, name_cy: row.name_cy, state: row.state,
      figures: figuresOf(table, row), programmes, context: context.map((obs) => obs.entry),
      hidden: hiddenHere(table, area),
      not_known: notKnown(table, row, services) };
  }

  /* -- everything the page shows -------------------------------------------------------------- */
  function view(figures, choice) {
    const table = compute(figures, choice), { words } = figures;
    const labels = classLabels(table), colours = words.colours[labels.length - 1];
    const inClass = (i) => table.rows.filter((row) => row.class_index === i).length;
    const paint = (row) => {
      const n = written(table, row), g = edgeGrade(table, row);
      return { s: row.shade, c: row.class_index, t: tooltip(table, row), ...(n && { n }),
        ...(g && { g }) };
    };
    return {
      finding: finding(table), counted: counted(table), more: findingMore(table),
      selection: selection(table), ...notes(table),
      figures: keyFigures(table),
      legend: {
        caption: words.caption, ramp: "class",
        classes: labels.map((label, i) => [label, colours[i], inClass(i)]),
        states: [...tally(table, "shade")].filter(([state]) => state !== "measured")
          .map(([state, number]) => [state, words.drawn[state], number]),
        edges: grades(table)
          .filter(([grade]) => words.edges[grade] && words.of_places.includes(figures.choice.measure))
          .map(([grade, n]) => [grade, words.edges[grade], n]),
        marks: marks(table),
      },
      threshold: threshold(table), alt: altText(table),
      areas: Object.fromEntries(table.rows.map((row) => [row.code, paint(row)])),
      rows: table.rows.map((row) => [row.code, row.name, cells(table, row)]),
      sources: table.sources,
      profile: (code) => profile(table, code),
    };
  }

  return { view };
})();
