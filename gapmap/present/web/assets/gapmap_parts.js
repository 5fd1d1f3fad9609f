/* Parts of gapmap's map that know nothing of payloads or Streamlit: patterns, geometry, movement by
   keyboard with one Tab stop, outlines, the note beside an area, buttons. Loaded first. */
"use strict";
window.gapmapParts = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const FETCH_LIMIT_MS = 30000;
  const HINT_MS = 1500;
  const TILE = 8;
  const SMALLEST_FRAME = 360;
  const TALLEST_SHAPE = 1.45;
  const NOTE_GAP = 14;
  const NOTE_MARGIN = 8;
  const NAME_GAP = 5;
  const NAME_GAPS = [-12, NAME_GAP, 18, 34]; /* pixels from an area's rectangle to its name */
  const AROUND = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1],
    [0.5, 1], [-0.5, 1], [0.5, -1], [-0.5, -1], [1, 0.5], [1, -0.5], [-1, 0.5], [-1, -0.5]];
  const INSIDE = [1, -1, 1.6, -1.6, 2.2, -2.2]; /* heights of the name from the middle of an area */
  const EDGE_POINTS = 120;
  /* What a place for a name costs, in pixels from its area: */
  const COVERING = 400; /* a number or a button */
  const CROSSING = 40; /* a number or a button, by the line */
  const ON_ANOTHER = 14; /* each of five points of it on another area */
  const ON_ITSELF = 2;

  function make(parent, tag, className, attributes = {}, text = "") {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return parent.appendChild(node);
  }

  function shape(parent, tag, attributes) {
    const node = parent.appendChild(document.createElementNS(SVG, tag));
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  function set(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  }

  const LINES = {
    hatch: "M-2 2L2-2M0 8L8 0M6 10L10 6",
    bars: "M2 0V8M6 0V8",
    rows: "M0 2H8M0 6H8",
    grid: "M4 0V8M0 4H8",
  };

  /* Pattern tiles of whole pixels with nothing rotated: no seams, and the same at every zoom. */
  function addPatterns(svg, patterns) {
    const defs = shape(svg, "defs", {});
    for (const [name, [back, line]] of Object.entries(patterns)) {
      const tile = shape(defs, "pattern", {
        id: `gm-${name}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse",
      });
      shape(tile, "rect", { class: "gm-back", width: TILE, height: TILE, fill: back });
      if (LINES[name]) {
        const d = LINES[name];
        shape(tile, "path", { class: "gm-line", d, stroke: line, "stroke-width": 1.5 });
      } else {
        const r = name === "dots" ? 1.3 : 0.8;
        for (const at of [2, 6]) shape(tile, "circle", { class: "gm-dot", cx: at, cy: at, r, fill: line });
      }
    }
  }

  /* Centre of gravity of an area's largest part, in Mercator metres. */
  function centreOf(latLngs) {
    const rings = Array.isArray(latLngs[0][0]) ? latLngs.map((part) => part[0]) : [latLngs[0]];
    let best = { size: -1 };
    for (const ring of rings) {
      const points = ring.map((at) => L.Projection.SphericalMercator.project(at));
      const start = points[0];
      let twice = 0, x = 0, y = 0;
      points.forEach((p, i) => {
        const q = points[(i + 1) % points.length];
        const cross = (p.x - start.x) * (q.y - start.y) - (q.x - start.x) * (p.y - start.y);
        twice += cross;
        x += (p.x + q.x - 2 * start.x) * cross;
        y += (p.y + q.y - 2 * start.y) * cross;
      });
      if (Math.abs(twice) > best.size) {
        const thrice = 3 * twice || 1;
        best = { size: Math.abs(twice), x: start.x + x / thrice, y: start.y + y / thrice };
      }
    }
    return best;
  }

  /* What an object is asked for later than it is to be seen, worked out then, once. */
  function onDemand(object, name, make) {
    const get = () => {
      const value = make();
      Object.defineProperty(object, name, { value, writable: true });
      return value;
    };
    Object.defineProperty(object, name, { get, configurable: true });
  }

  async function readGeometry(source) {
    if (source.data) return source.data;
    if (source.element) return JSON.parse(document.getElementById(source.element).textContent);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), FETCH_LIMIT_MS);
    try {
      const answer = await fetch(source.url, { signal: stop.signal });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  }

  /* A payload as Python packs it: JSON, deflated, in base64. */
  function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  /* The nearest other item in a quadrant. Every item is in one quadrant of every other, which is
     what lets the arrow keys alone reach all. */
  function nearest(items, from, [right, up]) {
    let best = null, bestScore = Infinity;
    for (const item of items) {
      const dx = item.centre.x - from.centre.x, dy = item.centre.y - from.centre.y;
      const ahead = dx * right + dy * up;
      const aside = Math.abs(dx * up) + Math.abs(dy * right);
      const score = ahead + aside;
      if (item !== from && ahead > 0 && aside <= ahead && score < bestScore) {
        best = item;
        bestScore = score;
      }
    }
    return best;
  }

  /* As tall as asked for, but on a narrow screen no taller than England and Wales need. */
  function frameHeight(wanted, width) {
    const shape = Math.round((width || wanted) * TALLEST_SHAPE);
    return Math.min(wanted, Math.max(SMALLEST_FRAME, shape));
  }

  /* Tiles and their owner's name. Leaflet takes the name as HTML, so it is escaped first. */
  function addTiles(map, { url, attribution }) {
    const text = document.createElement("i");
    text.textContent = attribution;
    return [L.control.attribution({ prefix: false }).addTo(map),
      L.tileLayer(url, { attribution: text.innerHTML }).addTo(map)];
  }

  /* One Tab stop for many shapes in a pane; arrows, Home and End move, Enter and Space act. */
  class Roving {
    constructor(pane, { moved, act }) {
      Object.assign(this, { items: [], byElement: new Map(), focused: null });
      pane.addEventListener("focusin", (event) => {
        const item = this.byElement.get(event.target);
        if (!item) return;
        this.current(item);
        this.focused = event.target.matches(":focus-visible") ? item : null;
        moved(this.focused);
      });
      pane.addEventListener("focusout", () => {
        this.focused = null;
        moved(null);
      });
      pane.addEventListener("keydown", (event) => {
        const item = this.byElement.get(event.target);
        if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
        const arrow = ARROWS[event.key];
        if (arrow) this.focus(nearest(this.items, item, arrow) || item);
        else if (event.key === "Home") this.focus(this.items[0]);
        else if (event.key === "End") this.focus(this.items[this.items.length - 1]);
        else if (event.key !== "Enter" && event.key !== " ") return;
        else if (!event.repeat) act(item);
        event.preventDefault();
      });
    }

    set(items) {
      this.items = items;
      this.focused = null;
      this.byElement = new Map(items.map((item) => [item.element, item]));
      if (items.length) this.current(items[0]);
    }

    current(item) {
      for (const other of this.items) {
        other.element.setAttribute("tabindex", other === item ? "0" : "-1");
      }
    }

    focus(item) {
      item.element.focus({ preventScroll: true });
    }
  }

  /* Outlines above the areas, so that no area's own path ever has to move to the front. */
  class Rings {
    constructor(map, place) {
      const kinds = { hover: ["hover"], selected: ["casing", "selected"],
        focused: ["casing", "focused"] };
      this.map = map;
      this.lines = Object.fromEntries(Object.entries(kinds).map(([kind, names]) => [kind,
        names.map((name) => L.polygon([], { ...place, interactive: false, fill: false,
          className: `gm-ring gm-ring-${name}` }))]));
      this.around = {};
    }

    set(kind, item) {
      if (this.around[kind] === item) return;
      this.around[kind] = item;
      for (const line of this.lines[kind]) {
        if (!item) line.remove();
        else line.setLatLngs(item.layer.getLatLngs()).addTo(this.map);
        if (item && kind === "hover") line.bringToBack();
        else if (item) line.bringToFront();
      }
    }

    clear() {
      for (const kind of Object.keys(this.lines)) this.set(kind, null);
    }
  }

  /* Areas whose edge says something, drawn once more above the others: the edges of neighbours
     would cover half of it. Their own paths stay where they are, in the order of reading. What is
     drawn twice takes twice as long: it is cleared before areas change, and comes after them. */
  class Edges {
    constructor(map) {
      this.copies = [];
      map.on("moveend viewreset", () => this.follow());
    }

    clear() {
      this.group?.remove();
      this.group = null;
      this.copies = [];
    }

    show(items) {
      this.clear();
      const of = ({ element: { dataset } }) => dataset;
      const told = [...items.filter((one) => of(one).grade > "B" && of(one).dimmed !== "true"),
        ...items.filter((one) => of(one).state === "none_recorded")];
      if (!told.length) return;
      this.group = shape(told[0].element.parentNode, "g", { "aria-hidden": "true", class: "gm-edges" });
      this.copies = told.map(({ element }) => {
        const copy = shape(this.group, "path", { class: "gm-edge" });
        Object.assign(copy.dataset, element.dataset);
        return [copy, element];
      });
      this.follow();
    }

    /* The map draws its areas anew whenever it has moved. A copy of an area's path, and no <use> of
       it: that could be focused. */
    follow() {
      for (const [copy, element] of this.copies) set(copy, { d: element.getAttribute("d") });
    }
  }

  /* A few lines of text beside a point of the map, moving with it and never leaving the frame. */
  class Note {
    constructor(map) {
      this.map = map;
      this.at = null;
      this.box = make(map.getContainer(), "div", "gm-note", { role: "tooltip", hidden: "" });
      map.on("move zoom resize", () => this.place());
    }

    show(lines, at) {
      this.at = at;
      if (this.lines !== lines) {
        this.lines = lines;
        this.box.replaceChildren();
        for (const line of lines) make(this.box, "p", "", { dir: "auto" }, line);
      }
      this.box.hidden = false;
      this.place();
    }

    hide() {
      this.at = null;
      this.box.hidden = true;
    }

    place() {
      if (!this.at) return;
      const point = this.map.latLngToContainerPoint(this.at), size = this.map.getSize();
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const limit = (value, most) => Math.round(Math.max(NOTE_MARGIN, Math.min(value, most)));
      const below = point.y + NOTE_GAP, above = point.y - NOTE_GAP - height;
      const beside = point.x + NOTE_GAP + width + NOTE_MARGIN <= size.x
        ? point.x + NOTE_GAP : point.x - NOTE_GAP - width;
      const top = below + height + NOTE_MARGIN <= size.y ? below : above;
      this.box.style.left = `${limit(beside, size.x - width - NOTE_MARGIN)}px`;
      this.box.style.top = `${limit(top, size.y - height - NOTE_MARGIN)}px`;
    }
  }

  /* The name of the chosen area, in it or beside it, so that nobody has to look for it; none where
     the map says it already. It covers no number and no button, and hardly another area, where there
     is a place for that. */
  class NameTag {
    constructor(map, names) {
      Object.assign(this, { map, names, item: null, best: null });
      this.leader = make(map.getContainer(), "div", "gm-leader", { "aria-hidden": "true", hidden: "" });
      this.box = make(map.getContainer(), "div", "gm-chosen", { "aria-hidden": "true", hidden: "" });
      map.on("move", () => this.follow());
      map.on("zoomend resize moveend", () => this.place());
      names.placed = () => this.place();
    }

    set(item) {
      if (this.item === item) return;
      this.item = item;
      this.box.textContent = item ? item.name : "";
      this.place();
    }

    place() {
      const { map, item } = this, bounds = item && item.layer.getBounds();
      this.box.hidden = !bounds || this.names.says(item) || !map.getBounds().intersects(bounds);
      this.leader.hidden = true;
      if (this.box.hidden) return;
      const tag = L.point(this.box.offsetWidth, this.box.offsetHeight);
      this.best = this.ways(tag).reduce((a, b) => b.cost < a.cost ? b : a);
      this.from = map.latLngToContainerPoint(item.at);
      this.leader.hidden = this.best.far < NAME_GAP + 1;
      this.follow();
    }

    /* The tag, and a line from it to an area that it does not touch, move with the map. */
    follow() {
      if (this.box.hidden) return;
      const { at, to, start } = this.best, put = ({ style }, { x, y }) =>
        Object.assign(style, { left: `${Math.round(x)}px`, top: `${Math.round(y)}px` });
      const moved = this.map.latLngToContainerPoint(this.item.at).subtract(this.from);
      put(this.box, at.add(moved));
      put(this.leader, start.add(moved));
      const { x, y } = to.subtract(start);
      Object.assign(this.leader.style, { width: `${Math.hypot(x, y)}px`,
        transform: `rotate(${Math.atan2(y, x)}rad)` });
    }

    /* Places in the frame for the upper left corner of the tag, each with what speaks against it. */
    ways(tag) {
      const { map, item } = this, size = map.getSize(), line = this.outline();
      const area = L.bounds(line), middle = map.latLngToContainerPoint(item.at);
      const limit = (value, most) => Math.max(NAME_GAP, Math.min(value, most - NAME_GAP));
      const around = NAME_GAPS.flatMap((gap) => AROUND.map(([right, down]) => {
        const half = area.getSize().add(tag).divideBy(2).add([gap, gap]);
        return area.getCenter().add([right * half.x, down * half.y]);
      }));
      const inside = INSIDE.map((down) => middle.add([0, down * (tag.y + NAME_GAP)]));
      const taken = this.taken();
      return [...around, ...inside].map((centre) => {
        const at = L.point(limit(centre.x - tag.x / 2, size.x - tag.x),
          limit(centre.y - tag.y / 2, size.y - tag.y));
        const over = L.bounds(at, at.add(tag));
        const hides = taken.filter((box) => box.overlaps(over)).length;
        const near = nearestTo(over, line);
        const crossed = taken.filter((box) => between(near).some((spot) => box.contains(spot))).length;
        const cost = COVERING * hides + CROSSING * crossed + this.land(over) + near.far;
        return { at, ...near, cost };
      });
    }

    /* Rectangles of numbers, buttons and what else stands on the map. */
    taken() {
      const moved = this.map.layerPointToContainerPoint([0, 0]);
      const root = this.map.getContainer();
      const boxes = [...root.querySelectorAll(".gm-controls > *, .gm-inset")]
        .filter((node) => node.offsetWidth).map((node) => node.getBoundingClientRect());
      return [...this.names.boxes().map(({ min, max }) => L.bounds(min.add(moved), max.add(moved))),
        ...boxes.map((it) => L.bounds([it.left, it.top], [it.right, it.bottom]))];
    }

    /* How much of other areas would be hidden, by what lies below corners and middle. */
    land({ min, max }) {
      const spots = [[min.x, min.y], [max.x, min.y], [min.x, max.y], [max.x, max.y],
        [(min.x + max.x) / 2, (min.y + max.y) / 2]];
      return spots.reduce((sum, [x, y]) => {
        const { code } = document.elementFromPoint(x, y)?.dataset || {};
        return sum + (!code ? 0 : code === this.item.code ? ON_ITSELF : ON_ANOTHER);
      }, 0);
    }

    /* Points of the area's edge, as many as its place needs. */
    outline() {
      const parts = this.item.layer.getLatLngs();
      const rings = Array.isArray(parts[0][0]) ? parts.map((part) => part[0]) : [parts[0]];
      const all = rings.flat(), step = Math.ceil(all.length / EDGE_POINTS);
      return all.filter((_, i) => i % step === 0).map((at) => this.map.latLngToContainerPoint(at));
    }
  }

  /* Points on a line that leads to an area. */
  function between({ start, to, far }) {
    if (far < NAME_GAP + 1) return [];
    return [0.2, 0.4, 0.6, 0.8].map((share) => start.add(to.subtract(start).multiplyBy(share)));
  }

  /* Of several points the nearest to a rectangle, where a line to it starts, and how long it is. */
  function nearestTo({ min, max }, points) {
    const limit = (value, least, most) => Math.max(least, Math.min(value, most));
    return points.map((to) => {
      const start = L.point(limit(to.x, min.x, max.x), limit(to.y, min.y, max.y));
      return { to, start, far: to.distanceTo(start) };
    }).reduce((a, b) => b.far < a.far ? b : a);
  }

  /* Buttons, the hint about zooming and the box that says why there is nothing to see. */
  class Furniture {
    constructor(map, words, touch) {
      const root = map.getContainer();
      const controls = make(root, "div", "gm-controls");
      const button = (text, name) => make(controls, "button",
        name ? "gm-button gm-zoom" : "gm-button",
        { type: "button", ...(name && { "aria-label": name, title: name }) }, text);
      const plus = button("+", words.zoom_in), minus = button("−", words.zoom_out);
      this.whole = button(words.whole);
      this.london = button(words.london);
      this.copy = button(words.copy);
      this.copy.setAttribute("aria-live", "polite");
      plus.addEventListener("click", () => map.zoomIn());
      minus.addEventListener("click", () => map.zoomOut());
      root.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
        if (key === "+" && !ctrlKey && !metaKey) map.zoomIn();
        if (key === "-" && !ctrlKey && !metaKey) map.zoomOut();
      });
      map.on("zoomend", () => {
        plus.setAttribute("aria-disabled", map.getZoom() >= map.getMaxZoom());
        minus.setAttribute("aria-disabled", map.getZoom() <= map.getMinZoom());
      });
      const mouse = /Mac/.test(navigator.platform) ? words.mouse_mac : words.mouse;
      this.hints = { move: touch ? words.touch : mouse, keys: words.keys };
      this.hintBox = make(root, "div", "gm-hint", { "aria-hidden": "true", hidden: "" });
      this.said = make(root, "div", "gm-said", { role: "status" });
      this.status = make(root, "div", "gm-status", { role: "status", hidden: "" });
      this.retry = words.retry;
      for (const node of [controls, this.status]) L.DomEvent.disableClickPropagation(node);
      this.guardWheel(root);
    }

    /* The wheel and one finger scroll the page; with Ctrl or ⌘ held, a pinch or two fingers the map
       moves. Only who tries the other is told, so nothing stands in the map's way. */
    guardWheel(root) {
      root.addEventListener("wheel", (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.stopImmediatePropagation();
        this.hintForNow();
      }, { capture: true, passive: true });
      root.addEventListener("touchmove", (event) => {
        if (event.touches.length === 1) this.hintForNow();
      }, { capture: true, passive: true });
    }

    hintForNow() {
      this.show(this.hints.move);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.hint(this.forKeys), HINT_MS);
    }

    /* What the keys do, as long as an area is focused by keyboard. */
    hint(forKeys) {
      this.forKeys = forKeys;
      this.show(forKeys ? this.hints.keys : "");
    }

    show(text) {
      this.hintBox.textContent = text;
      this.hintBox.hidden = !text;
    }

    /* Told to who cannot see the map; the words stay until the next ones. */
    announce(text) {
      this.said.textContent = text;
    }

    say(text, again) {
      this.status.hidden = !text;
      this.status.replaceChildren();
      make(this.status, "p", "", {}, text);
      if (!again) return;
      make(this.status, "button", "gm-button", { type: "button" }, this.retry)
        .addEventListener("click", again);
    }
  }

  return { addPatterns, addTiles, centreOf, frameHeight, onDemand, readGeometry, unpack, Furniture,
    Edges, NameTag, Note, Rings, Roving, make, set, shape };
})();
