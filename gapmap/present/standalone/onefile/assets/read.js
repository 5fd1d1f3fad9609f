/* What is in the file, as the other scripts use it: the inverse of packed.py and grid.py. Pure. */
"use strict";
window.gapmapRead = (() => {
  const RADIUS = 6378137, STEP = 20, DEGREES = 180 / Math.PI;

  /* -- figures --------------------------------------------------------------------------------- */
  function entry([title, subtitle, record, facts, links], texts) {
    const text = (number) => texts[number];
    const several = (numbers, size) => Array.from({ length: numbers.length / size },
      (_, i) => numbers.slice(i * size, (i + 1) * size).map(text));
    return { title: text(title), subtitle: text(subtitle), record: text(record),
      facts: several(facts, 2),
      links: several(links, 3).map(([words, url, id]) => ({ text: words, url, source_id: id })) };
  }

  function observations({ heads, worded, rows, texts }) {
    const read = (head, cell) => {
      if (head === "entry") return cell && entry(cell, texts);
      return worded.includes(head) ? texts[cell] : cell;
    };
    return rows.map((row) => Object.fromEntries(
      heads.map((head, i) => [head, read(head, row[i])])));
  }

  /* Entries that are kept apart from their observations are put into these. */
  function addRecords({ observations: found }, { entries, texts }) {
    found.forEach((obs, i) => { obs.entry = entries[i] && entry(entries[i], texts); });
  }

  /* A script of the site that is wanted only now: on a disk, other files cannot be read. */
  const load = (src) => new Promise((loaded, failed) => {
    const script = Object.assign(document.createElement("script"), { src, onload: loaded });
    script.addEventListener("error", () => { script.remove(); failed(new Error(src)); });
    document.head.append(script);
  });

  const figures = (packed) => packed && { ...packed,
    observations: observations(packed.observations) };

  /* -- shapes ---------------------------------------------------------------------------------- */
  const position = ([x, y]) => [DEGREES * x * STEP / RADIUS,
    DEGREES * (2 * Math.atan(Math.exp(-y * STEP / RADIUS)) - Math.PI / 2)];

  /* The parts of a path, each its outer ring and then its holes, as longitude and latitude. */
  function parts(path) {
    const found = [];
    let start = [0, 0];
    for (const [, command, numbers] of path.matchAll(/([Mm])([^z]*)z/g)) {
      const steps = numbers.match(/-?\d+/g).map(Number);
      if (command === "M") found.push([]);
      let [x, y] = command === "M" ? [0, 0] : start;
      const ring = [];
      for (let i = 0; i < steps.length; i += 2) ring.push([x += steps[i], y += steps[i + 1]]);
      [start] = ring;
      found[found.length - 1].push([...ring, start].map(position));
    }
    return found;
  }

  const shapes = (paths) => ({ type: "FeatureCollection", features: [...paths].map((path) => ({
    type: "Feature", id: path.dataset.code || "",
    properties: { name: path.dataset.name || "", short: path.dataset.short || "" },
    geometry: { type: "MultiPolygon", coordinates: parts(path.getAttribute("d")) } })) });

  /* Places beside areas by code: the middle of the words, and the ends of the line to the area. */
  const places = (text) => [...text.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => {
    const [lng, lat] = position([Number(x), Number(y)]);
    return { lat, lng };
  });
  const beside = (paths) => Object.fromEntries([...paths].map((path) => [path.dataset.of,
    { at: places(path.dataset.at)[0], ends: places(path.getAttribute("d")) }]));

  return { addRecords, beside, figures, load, shapes };
})();
