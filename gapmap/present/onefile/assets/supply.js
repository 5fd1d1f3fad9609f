/* Which programmes count under a choice of types and routes: the rules of core/supply.py, from the
   observations kept in the file. Pure: figures and a choice in, services out. */
"use strict";
window.gapmapSupply = (() => {
  const SILENT = "accepts_not_stated";
  const REASONS = ["years", "undated", "types", "routes", "routes_not_stated", "accepts",
    "accredited"];
  const difference = (one, other) => one.filter((block) => !other.includes(block));
  const ordered = (blocks) => [...new Set(blocks)].sort((a, b) => a - b);

  /* Why types and routes hide an observation; empty when they do not. */
  function hiddenBy(obs, { types, routes, unstated }) {
    const reasons = [];
    if (types.length && !types.includes(obs.type)) reasons.push("types");
    if (!routes.length) return reasons;
    if (obs.routes.length && !obs.routes.some((r) => routes.includes(r))) reasons.push("routes");
    if (!obs.routes.length && !unstated) reasons.push("routes_not_stated");
    return reasons;
  }

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
    const chosen = of.reduce((best, obs) => higher(obs.standing, best.standing) ? obs : best);
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

  function count(figures, choice) {
    const kept = new Map(), silent = new Map(), context = [];
    const missed = new Map(REASONS.map((reason) => [reason, new Set()]));
    const inside = (obs) => obs.blocks.some((block) => figures.blocks[block][0] >= 0);
    for (const obs of figures.observations) {
      const failed = [...(obs.reason ? [obs.reason] : []), ...hiddenBy(obs, choice)];
      if (obs.kind !== "programme") {
        if (!failed.length) context.push(obs);
      } else if (!failed.length) add(kept, obs.service, obs);
      else if (failed.length > 1) continue;
      else if (failed[0] === SILENT) add(silent, obs.service, obs);
      else if (inside(obs)) missed.get(failed[0]).add(obs.service);
    }
    for (const [id, rows] of silent) if (!kept.has(id)) kept.set(id, rows);
    const ids = [...kept.keys()].sort((a, b) => a - b);
    const services = withoutOverlaps(ids.map((id) => oneService(id, kept.get(id))));
    const hidden = Object.fromEntries([...missed].map(
      ([reason, found]) => [reason, [...found].filter((id) => !kept.has(id)).length]));
    return { services, context, hidden };
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

  return { count, shares, speaksFor };
})();
