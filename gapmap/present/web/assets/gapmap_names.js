/* What is written in the areas of the map: short names on tiles; in shapes what has room, placed again
   whenever the scale changes. The area itself is what is focused and read out. */
"use strict";
window.gapmapNames = (() => {
  const { set, shape } = window.gapmapParts;
  const SMALLEST_NAME = 7;
  const FILLED = 0.84; /* of a tile's width, by text */
  const NUMBER = 12; /* pixels, as the names below */
  const SMALL_NUMBER = 10.5; /* where there is less room */
  const NAME = 11;
  const LARGEST = 14; /* of a short name on a tile */
  const LEADING = 1.15; /* of the size, from a line to the next */
  const ROWS = 80; /* at most, in which room is looked for */
  const GAP = 1; /* pixels between text and edge */
  const EQUATOR = 2 * Math.PI * 6378137 / 256; /* Mercator metres a pixel at zoom 0 */

  /* -- room within a shape --------------------------------------------------------------------- */
  /* Rows of pixels across a shape, each with the stretches that lie inside it. */
  function rowsOf(rings) {
    let top = Infinity, bottom = -Infinity;
    for (const ring of rings) {
      for (const { y } of ring) {
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
    const step = Math.max(2, (bottom - top) / ROWS);
    const count = Math.max(1, Math.ceil((bottom - top) / step));
    const rows = Array.from({ length: count }, () => []);
    for (const ring of rings) {
      ring.forEach((p, i) => {
        const q = ring[i ? i - 1 : ring.length - 1];
        const [low, high] = p.y < q.y ? [p, q] : [q, p];
        const first = Math.ceil((low.y - top) / step - 0.5), last = (high.y - top) / step - 0.5;
        for (let row = Math.max(0, first); row < last && row < count; row += 1) {
          const y = top + (row + 0.5) * step;
          rows[row].push(low.x + (high.x - low.x) * (y - low.y) / (high.y - low.y));
        }
      });
    }
    for (const row of rows) row.sort((a, b) => a - b);
    return { top, step, rows };
  }

  /* Stretches that lie in two rows. */
  function both(one, other) {
    const found = [];
    for (let i = 0; i + 1 < one.length; i += 2) {
      for (let j = 0; j + 1 < other.length; j += 2) {
        const from = Math.max(one[i], other[j]), to = Math.min(one[i + 1], other[j + 1]);
        if (to > from) found.push(from, to);
      }
    }
    return found;
  }

  /* Where lines of text lie within the rows, each by its own width: their middle as near to a point
     as can be, or null. */
  function roomFor({ top, step, rows }, lines, near) {
    const deep = lines.map(({ size }) => Math.max(1, Math.round(LEADING * size / step)));
    const high = deep.reduce((sum, n) => sum + n, 0);
    let best = null, least = Infinity;
    for (let row = 0; row + high <= rows.length; row += 1) {
      const y = top + (row + high / 2) * step;
      if (Math.abs(y - near.y) >= least) continue;
      const free = middles(rows, row, lines, deep);
      for (let i = 0; i + 1 < free.length; i += 2) {
        const x = Math.min(Math.max(near.x, free[i]), free[i + 1]);
        const far = Math.hypot(x - near.x, y - near.y);
        if (far < least) [best, least] = [{ x, y }, far];
      }
    }
    return best;
  }

  /* Stretches in which the middle of every line can lie, the first line at a row. */
  function middles(rows, row, lines, deep) {
    let free = [-Infinity, Infinity];
    for (let i = 0; i < lines.length && free.length; i += 1) {
      let inside = rows[row];
      for (let next = row + 1; next < row + deep[i]; next += 1) inside = both(inside, rows[next]);
      const half = lines[i].wide / 2 + GAP, ends = [];
      for (let at = 0; at + 1 < inside.length; at += 2) {
        if (inside[at + 1] - inside[at] > 2 * half) ends.push(inside[at] + half, inside[at + 1] - half);
      }
      free = both(free, ends);
      row += deep[i];
    }
    return free;
  }

  /* -- what to write --------------------------------------------------------------------------- */
  /* A text on one line, on two even ones, and a word a line. */
  function broken(text) {
    const each = text.split(" ");
    if (each.length < 2) return [[text]];
    const halves = each.slice(1).map((_, i) =>
      [each.slice(0, i + 1).join(" "), each.slice(i + 1).join(" ")]);
    const longest = (lines) => Math.max(...lines.map((line) => line.length));
    const even = halves.reduce((a, b) => longest(b) < longest(a) ? b : a);
    return each.length > 2 ? [[text], even, each] : [[text], even];
  }

  const sized = (lines, size) => lines.map((text) => ({ text, size }));

  /* Ways to write all of it in an area, and ways to write a part, the best first; the last is a value
     without its year, which the note beside the area has. */
  function arrangements(name, number) {
    const [value, year] = number.split(" ");
    const ways = number ? broken(number) : [];
    const numbers = [NUMBER, SMALL_NUMBER].flatMap((size) => ways.map((lines) => sized(lines, size)));
    if (year) numbers.push(sized([value], NUMBER), sized([value], SMALL_NUMBER));
    const names = name ? broken(name).map((lines) => sized(lines, NAME)) : [];
    if (!name || !number) return [[...names, ...numbers], []];
    const whole = numbers.slice(0, ways.length).flatMap((below) => names.map((above) => [...above, ...below]));
    return [whole, [...numbers, ...names]];
  }

  class Names {
    /* ``beside`` has places outside areas by code; it is given where areas are named, with the scale
       (Mercator metres a pixel) from which on these hold. ``clear`` is how many pixels a text
       keeps from every edge. */
    constructor(map, svg, { beside = null, scale = 0, clear = 0 } = {}) {
      Object.assign(this, { map, beside, scale, clear, named: new Map(), widths: new Map(),
        waiting: false });
      this.group = shape(svg, "g", { "aria-hidden": "true", class: "gm-short" });
      this.pen = document.createElement("canvas").getContext("2d");
      map.on("zoomend viewreset", () => this.place());
      this.placed = () => {};
    }

    /* New areas; nothing is placed until ``release``, when the map is where it will stand. */
    set(items) {
      this.waiting = true;
      this.group.replaceChildren();
      this.group.parentNode.append(this.group);
      this.named = new Map(items.map((item) =>
        [item, { line: shape(this.group, "path", {}), text: shape(this.group, "text", {}),
          number: "", rows: null }]));
    }

    release() {
      this.waiting = false;
      this.place();
    }

    /* The number of an area, in as few characters as can be. */
    write(item, number) {
      const named = this.named.get(item);
      if (!named || named.number === number) return;
      named.number = number;
      if (!this.waiting) this.put(item, named);
    }

    place() {
      if (this.waiting) return;
      for (const [item, named] of this.named) {
        named.rows = null;
        this.put(item, named);
      }
      this.placed();
    }

    put(item, named) {
      const at = this.map.latLngToLayerPoint(item.at);
      if (item.short) this.onTile(item, named, at);
      else this.inShape(item, named, at);
    }

    /* Rectangles (layer points) of all that is written. */
    boxes() {
      return [...this.named.values()].map(({ box }) => box).filter(Boolean);
    }

    /* Lines of text below each other, their middle at a point. */
    lines(named, lines, { x, y }) {
      const { text } = named, high = lines.reduce((sum, { size }) => sum + LEADING * size, 0);
      const wide = Math.max(0, ...lines.map((line) => this.width(line)));
      named.box = lines.length
        ? L.bounds([x - wide / 2, y - high / 2], [x + wide / 2, y + high / 2]) : null;
      let top = y - high / 2;
      text.replaceChildren();
      for (const { text: said, size } of lines) {
        const line = shape(text, "tspan", { x, "font-size": size.toFixed(1) });
        line.textContent = said;
        set(line, { y: top + LEADING * size / 2 });
        top += LEADING * size;
      }
    }

    onTile(item, named, at) {
      const { text, number } = named;
      const bounds = item.layer.getBounds();
      const wide = this.map.latLngToLayerPoint(bounds.getNorthEast()).x
        - this.map.latLngToLayerPoint(bounds.getSouthWest()).x;
      const fitting = (said, most) => {
        const size = FILLED * wide * 10 / this.width({ text: said, size: 10 });
        return { text: said, size: Math.min(most, size) };
      };
      const name = fitting(item.short, Math.min(LARGEST, Math.max(NAME, wide / 6)));
      const below = [number, number.split(" ")[0]].filter(Boolean)
        .map((said) => fitting(said, name.size)).find(({ size }) => size >= SMALLEST_NAME);
      const lines = below ? [name, below] : [name];
      this.lines(named, lines, at);
      set(text, { visibility: name.size < SMALLEST_NAME ? "hidden" : "visible" });
    }

    inShape(item, named, at) {
      const { text, number } = named;
      set(named.line, { d: "" });
      text.dataset.on = named.on;
      if (!this.beside && !number) {
        this.lines(named, [], at);
        return;
      }
      named.rows ||= rowsOf(this.rings(item));
      const [whole, parts] = arrangements(this.beside ? item.name : "", number);
      named.whole = this.inside(named, whole, at) || this.atSide(item, named, whole[0]);
      if (!named.whole && !this.inside(named, parts, at)) this.lines(named, [], at);
    }

    /* Whether the map says what an area is called. */
    says(item) {
      const named = this.named.get(item);
      return Boolean(named && (item.short || (this.beside && named.whole)));
    }

    /* The first of several arrangements that has room within the area. */
    inside(named, several, at) {
      for (const lines of several) {
        for (const line of lines) line.wide = this.width(line);
        const room = roomFor(named.rows, this.padded(lines), at);
        if (!room) continue;
        this.lines(named, lines, room);
        return true;
      }
      return false;
    }

    padded(lines) {
      const more = 2 * this.clear;
      return lines.map(({ wide, size }) =>
        ({ wide: wide + more, size: size + more / (LEADING * lines.length) }));
    }

    /* Beside the area, with a line to it, where the map is large enough for these places. */
    atSide({ code }, named, lines) {
      const place = this.beside && this.beside[code];
      if (!place || EQUATOR / 2 ** this.map.getZoom() > this.scale) return false;
      const [from, to] = place.ends.map((end) => this.map.latLngToLayerPoint(end));
      set(named.line, { d: `M${from.x} ${from.y}L${to.x} ${to.y}` });
      this.lines(named, lines, this.map.latLngToLayerPoint(place.at));
      named.text.dataset.on = "paper";
      return true;
    }

    rings(item) {
      const parts = item.layer.getLatLngs();
      const all = Array.isArray(parts[0][0]) ? parts.flat() : parts;
      return all.map((ring) => ring.map((at) => this.map.latLngToLayerPoint(at)));
    }

    width({ text, size }) {
      const key = `${size} ${text}`;
      if (!this.widths.has(key)) {
        const { fontFamily, fontWeight } = getComputedStyle(this.group);
        this.pen.font = `${fontWeight} ${size}px ${fontFamily}`;
        this.widths.set(key, this.pen.measureText(text).width);
      }
      return this.widths.get(key);
    }

    /* White on dark areas, ink on pale ones; on patterns and paper as the page has it. */
    shade(item, fill, { darkest, paper, even }) {
      const named = this.named.get(item);
      if (!named) return;
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
      const dark = darkest || 0.299 * r + 0.587 * g + 0.114 * b < 130;
      named.on = paper ? "paper" : even ? "even" : dark ? "dark" : "class";
      if (!named.line.getAttribute("d")) named.text.dataset.on = named.on;
    }
  }

  return Names;
})();
