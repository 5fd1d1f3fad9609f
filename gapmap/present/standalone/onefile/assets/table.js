/* One row an area under a choice of types, routes and groups: the rules of core/gap.py, rows.py, funding.py
   and shading.py. Pure: figures and a choice in, a table out. A number not known is null. */
"use strict";
window.gapmapTable = (() => {
  const { exactSum, known, exponent, power, even, sum } = window.gapmapNumbers;
  const { count, shares, speaksFor } = window.gapmapSupply;
  const NAMED_ONLY = "another period of this programme names the area but states no usable places";
  const KNOWN = ["measured", "no_estimate"];
  const ENDS = ["", "_low", "_high"];
  const OTHER_END = { "": "", _low: "_high", _high: "_low" };

  const over = (top, bottom) => top === null || bottom === null ? null : top / bottom;
  const group = (items, key) => {
    const groups = new Map();
    for (const item of items) {
      const of = key(item);
      if (!groups.has(of)) groups.set(of, []);
      groups.get(of).push(item);
    }
    return groups;
  };

  /* -- places by programme and block, then by programme and area ------------------------------ */
  function partsByBlock(figures, services) {
    return services.flatMap((service) => {
      const { parts, by } = shares(figures, service.blocks);
      const spread = service.places !== null;
      const here = service.blocks.map((block) => ({ service, block, by, why: service.why,
        basis: service.basis, obs: speaksFor(service, block),
        places: spread && parts.has(block) ? service.places * parts.get(block) : null }));
      const there = service.unmeasured.map((block) => ({ service, block, by, why: NAMED_ONLY,
        basis: "none", obs: speaksFor(service, block), places: null }));
      return [...here, ...there];
    });
  }

  const knownFirst = (a, b) => a.places === null || b.places === null
    ? (a.places === null) - (b.places === null) : a.places - b.places;
  const places = (parts) => sum(parts.map((part) => part.places).filter((n) => n !== null));

  function partsByArea(figures, blocks) {
    const placed = blocks.map((part) => ({ ...part, area: figures.blocks[part.block][0] }))
      .filter((part) => part.area >= 0).sort(knownFirst);
    const groups = group(placed, (part) => part.service.id * figures.areas.length + part.area);
    const found = [...groups].sort(([a], [b]) => a - b)
      .map(([, parts]) => ({ ...parts[0], places: places(parts) }));
    const spread = new Map();
    for (const part of found) {
      if (part.places === null) continue;
      spread.set(part.service, (spread.get(part.service) || 0) + 1);
    }
    return found.map((part) => ({ ...part, shared: spread.get(part.service) > 1 }));
  }

  /* Basis, grade and year of the part that makes most of an area's places, and sums over parts. */
  function evidenceOf(parts) {
    const known_parts = parts.filter((part) => part.places !== null);
    if (!known_parts.length) {
      return { basis: "", grade: "", number_year: null, shared: false, places_recent: null,
        places_terms_passed: null, places_lower_risk: null };
    }
    const size = (part) => Math.round(part.places * 1e6);
    const most = known_parts.reduce((a, b) => size(b) > size(a) || (size(b) === size(a)
      && b.service.chosen.grade < a.service.chosen.grade) ? b : a);
    const { basis, chosen } = most.service;
    const of = (test) => sum([0, ...known_parts.filter(test).map((part) => part.places)]);
    return { basis, grade: chosen.grade, number_year: chosen.year, shared: most.shared,
      places_recent: of((part) => part.service.chosen.recent),
      places_terms_passed: of((part) => part.service.chosen.passed),
      places_lower_risk: of((part) => part.service.chosen.lower_risk) };
  }

  const reach = (figures, i, blocks) => [...blocks].some((b) => figures.blocks[b][0] === i);

  /* -- one area ------------------------------------------------------------------------------- */
  function areaRow(figures, area, i, parts, supply) {
    const { choice } = figures, { hidden } = supply;
    const row = { ...area, programmes: parts.length, places: places(parts), ...evidenceOf(parts),
      programmes_unmeasured: parts.filter((part) => part.places === null).length };
    row.programmes_undecided = hidden.filter((h) => reach(figures, i, h.undecided)).length;
    row.programmes_not_matching = hidden.filter((h) => reach(figures, i, h.refused)).length;
    const recorded = reach(figures, i, supply.recorded);
    const refusedNow = hidden.some((h) => reach(figures, i, h.there));
    row.state = area.perpetrators === null ? "no_estimate" : row.places !== null ? "measured"
      : row.programmes ? "unmeasured"
        : row.programmes_undecided || (recorded && !refusedNow) ? "not_stated"
          : recorded ? "none_matching" : "none_recorded";
    row.lower_bound = row.places !== null && (row.programmes_unmeasured > 0
      || hidden.some((h) => reach(figures, i, h.silent)));
    addRatios(choice, row);
    return row;
  }

  function addRatios({ target_share: target, unit_cost: cost }, row) {
    const measured = row.state === "measured" ? row.places : null;
    for (const end of ENDS) {
      row[`share_met${end}`] = over(measured, row[`perpetrators${OTHER_END[end]}`]);
      row[`unmet${end}`] = measured === null ? null
        : Math.max(0, target * row[`perpetrators${end}`] - measured);
    }
    if (measured !== null && row.lower_bound) {
      Object.assign(row, { share_met_high: null, unmet_low: 0 });
    }
    if (!KNOWN.includes(row.state)) {
      Object.assign(row, { unmet_low: 0, unmet_high: target * row.perpetrators_high });
    }
    for (const end of ENDS) {
      const share = row[`share_met${end}`], unmet = row[`unmet${end}`];
      row[`cost_to_close${end}`] = unmet === null ? null : unmet * cost;
      row[`places_per_1000${end}`] = share === null ? null : 1000 * share;
    }
  }

  const classOf = (value, breaks) => breaks.filter((b) => value >= b).length;

  function addVerdict({ gap_below: below, breaks }, row) {
    const edges = below === null ? breaks : [below], ratio = row.places_per_1000;
    Object.assign(row, { crosses_threshold: null, same_with_force_rates: null, verdict: "" });
    if (ratio === null) return;
    const high = row.lower_bound ? Infinity : row.places_per_1000_high;
    const crosses = classOf(row.places_per_1000_low, edges) !== classOf(high, edges);
    row.crosses_threshold = below === null ? null : crosses;
    const elsewhere = classOf(1000 * row.places / row.other, edges);
    row.same_with_force_rates = classOf(ratio, edges) === elsewhere;
    if (below !== null) row.verdict = classOf(ratio, [below]) ? "at or above" : "below";
  }

  /* -- money ---------------------------------------------------------------------------------- */
  function fundingByArea(figures, services) {
    const found = services.flatMap((service) => {
      const obs = service.rows.find((row) => row.funding !== null);
      if (!obs) return [];
      const { parts } = shares(figures, obs.blocks);
      const counts = new Set([...service.blocks, ...service.unmeasured]);
      return [...parts].filter(([block]) => counts.has(block))
        .map(([block, part]) => ({ service, area: figures.blocks[block][0],
          funding: obs.funding * part })).filter((item) => item.area >= 0);
    });
    return group(found, (item) => item.area);
  }

  function addFunding(row, found = []) {
    row.funding = sum(found.map((item) => item.funding));
    row.programmes_funded = new Set(found.map((item) => item.service.id)).size;
    for (const end of ENDS) {
      row[`funding_per_perpetrator${end}`] = over(row.funding, row[`perpetrators${OTHER_END[end]}`]);
    }
    if (row.programmes_funded < row.programmes) row.funding_per_perpetrator_high = null;
  }

  /* -- what is shaded ------------------------------------------------------------------------- */
  function addShading(choice, rows) {
    const { measure, column, more_is_worse: turned } = choice;
    for (const row of rows) {
      row.grade_rank = row.state === "measured" ? "DCBA".indexOf(row.grade) : null;
      row.shown = row[column];
      row.shade = row.state;
      if (measure === "programmes") {
        if (row.programmes) row.shade = "measured";
        else row.shown = null;
      } else if (measure === "funding") {
        if (row.shown !== null) row.shade = "measured";
        else if (row.shade === "measured") row.shade = "unmeasured";
      }
    }
    const breaks = breaksFor(choice, rows.map((row) => row.shown).filter(known));
    for (const row of rows) {
      const index = row.shown === null ? null : classOf(row.shown, breaks);
      row.class_index = turned && index !== null ? breaks.length - index : index;
    }
    return breaks;
  }

  function breaksFor({ measure, breaks, grade_breaks: grades }, shown) {
    if (measure === "places_per_1000") return breaks;
    if (measure === "share_met") return breaks.map((b) => b / 1000);
    if (measure === "grade") return grades;
    return roundBreaks(shown, breaks.length + 1, measure === "programmes");
  }

  /* Breaks of two significant figures between which no class is empty; where most values are the
     least one, of the different values. */
  function roundBreaks(values, parts, whole) {
    const different = [...new Set(values)].sort((a, b) => a - b);
    const first = parting(values, parts, whole);
    const found = first.length ? first : parting(different, parts, whole);
    if (!whole || found.length || parts < 2 || different.length < 2) return found;
    const least = Math.ceil(different[1]);
    return least <= different[different.length - 1] ? [least] : [];
  }

  function parting(values, parts, whole) {
    if (!values.length) return [];
    const order = [...values].sort((a, b) => a - b);
    const cuts = Array.from({ length: parts - 1 }, (_, i) =>
      twoFigures(quantile(order, (i + 1) / parts), whole));
    const breaks = [];
    for (const b of [...new Set(cuts)].sort((one, other) => one - other)) {
      const last = breaks.length ? breaks[breaks.length - 1] : -Infinity;
      if (b <= order[order.length - 1] && order.some((v) => last <= v && v < b)) breaks.push(b);
    }
    return breaks;
  }

  function quantile(order, share) {
    const at = (order.length - 1) * share, low = Math.floor(at), part = at - low;
    const a = order[low], b = order[Math.min(low + 1, order.length - 1)];
    return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
  }

  function twoFigures(value, whole) {
    if (value <= 0) return 0;
    const step = power(exponent(value) - 1), rounded = even(value / step) * step;
    return whole ? Math.max(1, even(rounded)) : Number(rounded.toPrecision(12));
  }

  /* -- the whole ------------------------------------------------------------------------------ */
  function totalsOf(figures, blocks, ended, rows) {
    const here = blocks.filter((part) => figures.blocks[part.block][3]);
    const with_places = here.filter((part) => part.places !== null);
    const number = (parts) => new Set(parts.map((part) => part.service.id)).size;
    const found = { ...figures.choice.totals,
      places: exactSum(with_places.map((part) => part.places)), programmes: number(here) };
    found.programmes_unmeasured = found.programmes - number(with_places);
    const of = (test) => exactSum(with_places.filter((part) => test(part.service.chosen))
      .map((part) => part.places));
    found.places_recent = of((obs) => obs.recent);
    found.places_terms_passed = of((obs) => obs.passed);
    found.places_not_counted = of((obs) => ["aim", "implied"].includes(obs.basis));
    found.places_lower_risk = of((obs) => obs.lower_risk);
    found.places_ended = exactSum(ended.filter((part) => figures.blocks[part.block][3]
      && part.places !== null).map((part) => part.places));
    found.measured = benchmark(rows);
    return found;
  }

  /* The measured areas pooled. */
  function benchmark(rows) {
    const estimated = rows.filter((row) => row.perpetrators !== null);
    const measured = estimated.filter((row) => row.state === "measured");
    const people = exactSum(measured.map((row) => row.perpetrators));
    const sum_of = exactSum(measured.map((row) => row.places));
    const ratios = measured.map((row) => row.places_per_1000);
    const lowest = Math.min(...ratios), highest = Math.max(...ratios);
    const isBound = (end) => measured.some((row) => row.lower_bound && row.places_per_1000 === end);
    return { areas: measured.length, of_areas: estimated.length, places: sum_of,
      ratio: 1000 * sum_of / people, lowest, highest,
      lowest_is_bound: isBound(lowest), highest_is_bound: isBound(highest),
      share_of_need: measured.length ? people / exactSum(estimated.map((r) => r.perpetrators)) : 0,
      lower_bounds: measured.filter((row) => row.lower_bound).length };
  }

  function sourcesOf(figures, parts) {
    const used = [...new Set(parts.flatMap((part) => part.obs.sources))];
    return [...new Set([...figures.general_sources, ...used.sort((a, b) => a < b ? -1 : a > b)])];
  }

  /* The table of a choice { types, routes, accepts, unstated }. */
  function compute(figures, choice) {
    const supply = count(figures, choice), { services } = supply;
    const blocks = partsByBlock(figures, services);
    const parts = partsByArea(figures, blocks);
    const byArea = group(parts, (part) => part.area);
    const money = fundingByArea(figures, services);
    const reached = new Set(blocks.map((part) => part.block));
    const rows = figures.areas.map((area, i) => {
      const row = areaRow(figures, area, i, byArea.get(i) || [], supply);
      addVerdict(figures.choice, row);
      addFunding(row, money.get(i));
      row.served_share = over(sum([0, ...[...reached].filter((b) => figures.blocks[b][0] === i)
        .map((b) => figures.blocks[b][2] || 0)]), area.residents);
      row.context = supply.context.filter((obs) => obs.kind !== "national_aggregate"
        && obs.blocks.some((b) => figures.blocks[b][0] === i)).length;
      return row;
    });
    const breaks = addShading(figures.choice, rows);
    const totals = totalsOf(figures, blocks, partsByBlock(figures, supply.ended), rows);
    return { figures, choice, rows, parts, byArea, supply, totals, breaks,
      sources: sourcesOf(figures, parts) };
  }

  return { compute };
})();
