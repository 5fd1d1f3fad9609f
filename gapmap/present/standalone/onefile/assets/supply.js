/* Which programmes count under a choice of types, routes and groups: the rules of core/supply.py, from the
   observations kept in the file. Pure: figures and a choice in, services out. */
"use strict";
window.gapmapSupply = (() => {
  const NO = 0, NOT_STATED = 1, YES = 2;
  const difference = (one, other) => one.filter((block) => !other.includes(block));
  const ordered = (blocks) => [...new Set(blocks)].sort((a, b) => a - b);

  /* Why an observation does not count: filter and whether its sources say no or nothing. */
  function reasonsOf(obs, { types, routes, accepts }, { all_types: all, adult_out: out }) {
    const reasons = [], other = obs.reasons;
    const wanted = types.length ? types.includes(obs.type) : all || !out.includes(obs.type);
    if (!wanted) reasons.push(["types", NO]);
    reasons.push(...other.filter(([name]) => name === "years"));
    if (routes.length && !obs.routes.some((r) => routes.includes(r))) {
      reasons.push(["routes", obs.routes_open || !obs.routes.length ? NOT_STATED : NO]);
    }
    if (accepts.some((group) => obs.refuses.includes(group))) reasons.push(["accepts", NO]);
    else if (!accepts.every((group) => obs.accepts.includes(group))) {
      reasons.push(["accepts", NOT_STATED]);
    }
    reasons.push(...other.filter(([name]) => name !== "years"));
    return reasons;
  }

  const matchOf = (reasons) => Math.min(YES, ...reasons.map(([, match]) => match));

  /* Whether a type is for other people than those asked about: adults, children, cases of stalking. */
  function isForOthers(type, { types, accepts }, { all_types: all, adult_out: out }) {
    const kind = (one) => out.includes(one) ? one : "adult";
    if (accepts.includes("under_18")) {
      return type !== "young_people" || !(types.length ? types.includes(type) : all);
    }
    if (types.length) return !types.some((asked) => kind(asked) === kind(type));
    return !all && kind(type) !== "adult";
  }

  /* It was seen in the years chosen, and no source says that it has ended. */
  const isThere = (obs, reasons) => obs.in_window
    && !reasons.some(([name, match]) => name === "standing" && match === NO);

  function higher(one, other) {
    for (let i = 0; i < one.length; i += 1) {
      if (one[i] !== other[i]) return one[i] > other[i];
    }
    return false;
  }

  const latestFirst = (rows) => [...rows].sort(
    (a, b) => b.years[0] - a.years[0] || b.years[1] - a.years[1]);

  /* Rule 4: one service counts once, by its latest row with known places. */
  function oneService(id, rows) {
    const usable = rows.filter((obs) => obs.places !== null);
    const of = usable.length ? usable : rows;
    const chosen = of.reduce((best, obs) => higher(obs.rank, best.rank) ? obs : best);
    const everywhere = ordered(rows.flatMap((obs) => obs.blocks));
    const blocks = usable.length ? ordered(chosen.blocks) : everywhere;
    return { id, chosen, places: chosen.places, basis: chosen.basis, why: chosen.why, blocks,
      unmeasured: usable.length ? difference(everywhere, blocks) : [], rows: latestFirst(rows) };
  }

  /* Rule 5: a wider programme as it counts (null: not at all) and the parts that it contains. */
  function settle(wider, parts) {
    if (wider.places !== null) {
      const named = parts.flatMap((part) => [...part.blocks, ...part.unmeasured]);
      const beyond = difference(ordered([...named, ...wider.unmeasured]), wider.blocks);
      return [{ ...wider, unmeasured: beyond }, parts];
    }
    const usable = parts.filter((part) => part.places !== null);
    const left = difference(wider.blocks, usable.flatMap((part) => part.blocks));
    const contained = parts.filter(
      (part) => part.places === null && part.blocks.every((block) => left.includes(block)));
    return [left.length ? { ...wider, blocks: left } : null, contained];
  }

  function withoutOverlaps(services) {
    const counted = new Map(services.map((service) => [service.id, service]));
    const partsOf = new Map();
    for (const service of services) {
      const wider = service.chosen.part_of;
      if (!counted.has(wider)) continue;
      if (!partsOf.has(wider)) partsOf.set(wider, []);
      partsOf.get(wider).push(service);
    }
    for (const [wider, parts] of partsOf) {
      const [kept, contained] = settle(counted.get(wider), parts);
      for (const part of contained) counted.delete(part.id);
      if (kept) counted.set(wider, kept);
      else counted.delete(wider);
    }
    return [...counted.values()];
  }

  function add(groups, key, obs) {
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(obs);
  }

  /* Where a service is recorded without counting: rows in the years chosen speak for an area before
     its other rows do. Null where it counts wherever it is. */
  function hiddenOf(id, rows, counted, isOther) {
    const undecided = new Set(), spoken = new Set(counted);
    let best = null, seen = new Set();
    const better = ([one, a], [other, b]) => higher(
      [a.match, ...one.years], [b.match, ...other.years]);
    for (const inWindow of [true, false]) {
      const here = rows.filter(([obs]) => obs.in_window === inWindow);
      const silent = here.filter(([, v]) => v.match === NOT_STATED).flatMap(([obs]) => obs.blocks);
      for (const block of silent) if (!spoken.has(block)) undecided.add(block);
      if (inWindow) seen = new Set(undecided);
      for (const [obs] of here) for (const block of obs.blocks) spoken.add(block);
      const left = here.filter(([obs]) => obs.blocks.some((block) => !counted.has(block)));
      if (!best && left.length) best = left.reduce((a, b) => better(b, a) ? b : a);
    }
    if (!best || best[1].match === YES) return null;
    const refused = new Set(
      [...spoken].filter((block) => !counted.has(block) && !undecided.has(block)));
    const today = new Set(rows
      .filter(([obs, { reasons }]) => isThere(obs, reasons) && !isOther(obs.type))
      .flatMap(([obs]) => obs.blocks));
    const there = new Set([...refused].filter((block) => today.has(block)));
    return { id, chosen: best[0], reasons: best[1].reasons, undecided, silent: seen, refused, there };
  }

  function count(figures, choice) {
    const groups = new Map(), context = [], recorded = new Set();
    const enough = choice.unstated ? NOT_STATED : YES;
    const isOther = (type) => isForOthers(type, choice, figures.choice);
    for (const obs of figures.observations) {
      const reasons = reasonsOf(obs, choice, figures.choice), match = matchOf(reasons);
      if (obs.kind === "programme") {
        add(groups, obs.service, [obs, { match, reasons }]);
        for (const block of obs.blocks) recorded.add(block);
      } else if (match >= enough) context.push(obs);
    }
    const found = [], hidden = [], ended = [];
    for (const id of [...groups.keys()].sort((a, b) => a - b)) {
      const rows = groups.get(id);
      const kept = rows.filter(([, v]) => v.match >= enough).map(([obs]) => obs);
      if (kept.length) found.push(oneService(id, kept));
      const hides = hiddenOf(id, rows, new Set(kept.flatMap((obs) => obs.blocks)), isOther);
      if (hides) hidden.push(hides);
      const gone = rows.filter(([, { reasons }]) => reasons.length === 1
        && reasons[0][0] === "standing").map(([obs]) => obs);
      if (gone.length && !kept.length) ended.push(oneService(id, gone));
    }
    const services = withoutOverlaps(found);
    return { services, context, hidden, ended, recorded, alone: alone(figures, found, hidden) };
  }

  /* Number of services hidden for one reason alone in the areas shown, by reason. */
  function alone(figures, found, hidden) {
    const counted = new Set(found.map((service) => service.id)), numbers = {};
    const inside = (block) => figures.blocks[block][0] >= 0;
    for (const { id, reasons, undecided, refused } of hidden) {
      if (reasons.length !== 1 || counted.has(id)) continue;
      if (![...undecided, ...refused].some(inside)) continue;
      const name = reasonName(reasons[0]);
      numbers[name] = (numbers[name] || 0) + 1;
    }
    return numbers;
  }

  const reasonName = ([name, match]) => match === NOT_STATED ? `${name}_not_stated` : name;

  /* The same for an area's profile: what is of other years is told as past. */
  function reasonNames(reasons, words) {
    const past = reasons.some(([name, match]) => name === "years" && match === NOT_STATED);
    return reasons.map(([name, match]) => past && match === NO && `${name}_then` in words
      ? `${name}_then` : reasonName([name, match]));
  }

  /* The observation that speaks for a block: the chosen one, else the latest that names it. */
  const speaksFor = (service, block) => [service.chosen, ...service.rows].find(
    (obs) => obs.blocks.includes(block)) || service.chosen;

  /* Each block's part of a whole, by estimated perpetrators; by people aged 16 and over where one
     of the blocks has no estimate; evenly where none has either. */
  function shares(figures, blocks) {
    const byEstimate = blocks.every((block) => figures.blocks[block][1] > 0);
    const weights = new Map(blocks.map((b) => [b, figures.blocks[b][byEstimate ? 1 : 2] || 0]));
    const some = [...weights.values()].some((weight) => weight > 0);
    const known = blocks.filter((block) => !some || weights.get(block) > 0);
    const weight = (block) => some ? weights.get(block) : 1;
    const total = known.reduce((sofar, block) => sofar + weight(block), 0);
    const parts = new Map(known.map((block) => [block, weight(block) / total]));
    return { parts, by: byEstimate ? "estimate" : "people" };
  }

  return { count, reasonNames, shares, speaksFor };
})();
