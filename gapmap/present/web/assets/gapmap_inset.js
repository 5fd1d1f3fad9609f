/* London enlarged, in a corner of the map of the whole country that leaves room for it. What it shows
   can be pointed at and chosen there; keyboards and screen readers find the same areas on the map. */
"use strict";
window.gapmapInset = (() => {
  const { make, set, shape } = window.gapmapParts;
  const Names = window.gapmapNames;
  const WIDEST = 230; /* pixels */
  const NARROWEST = 170;
  const MARGIN = 10;
  const CLEAR = 5; /* pixels between a number and an edge */

  class Inset {
    /* ``acts`` has what a pointer does with an area: choose, point and leave. */
    constructor(map, [southWest, northEast], title, acts) {
      Object.assign(this, { map, acts, items: [], paths: new Map(), wide: 0 });
      this.bounds = L.latLngBounds(southWest, northEast);
      const low = L.Projection.SphericalMercator.project(this.bounds.getSouthWest());
      const high = L.Projection.SphericalMercator.project(this.bounds.getNorthEast());
      Object.assign(this, { west: low.x, north: high.y, across: high.x - low.x });
      this.tall = (high.y - low.y) / this.across;
      this.box = make(map.getContainer(), "div", "gm-inset", { "aria-hidden": "true", hidden: "" });
      make(this.box, "span", "gm-inset-title", {}, title);
      this.svg = shape(this.box, "svg", {});
      this.drawn = shape(this.svg, "g", {});
      const lens = { on() {}, latLngToLayerPoint: (at) => this.at(at) };
      this.names = new Names(lens, this.svg, { clear: CLEAR });
      L.DomEvent.disableClickPropagation(this.box);
    }

    clear() {
      this.items = [];
      this.paths.clear();
      this.drawn.replaceChildren();
      this.names.set([]);
      this.place(null);
    }

    /* Areas of another level; nothing is drawn before there is room. */
    set(items) {
      this.clear();
      this.items = items.filter(({ layer }) => layer.getBounds().intersects(this.bounds));
      this.names.set(this.items.filter(({ at }) => this.bounds.contains(at)));
      this.wide = 0;
    }

    /* Beside the country: ``home`` is where that lies, or null when the map shows something else. */
    place(home) {
      const wide = home && this.items.length ? this.room(home) : 0;
      this.box.hidden = wide < NARROWEST;
      if (this.box.hidden || wide === this.wide) return;
      this.wide = wide;
      const high = Math.round(wide * this.tall);
      set(this.svg, { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
      for (const item of this.items) set(this.path(item), { d: this.line(item) });
      this.names.release();
      this.paint(this.selected);
    }

    /* Pixels from the east of the country to the edge of the map. */
    room(home) {
      const size = this.map.getSize(), east = this.map.latLngToContainerPoint(home.getNorthEast()).x;
      const free = Math.min(WIDEST, Math.floor(size.x - east - 2 * MARGIN));
      return size.y > 2 * this.tall * free ? free : 0;
    }

    path(item) {
      if (!this.paths.has(item)) {
        const path = shape(this.drawn, "path", { class: "gm-enlarged" });
        path.addEventListener("click", () => this.acts.choose(item));
        path.addEventListener("mousemove", (event) => this.acts.point(item, event));
        path.addEventListener("mouseleave", () => this.acts.leave(item));
        this.paths.set(item, path);
      }
      return this.paths.get(item);
    }

    at(latLng) {
      const { x, y } = L.Projection.SphericalMercator.project(latLng), scale = this.wide / this.across;
      return { x: (x - this.west) * scale, y: (this.north - y) * scale };
    }

    line({ layer }) {
      const parts = layer.getLatLngs(), step = (at) => {
        const { x, y } = this.at(at);
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      };
      return (Array.isArray(parts[0][0]) ? parts.flat() : parts)
        .map((ring) => `M${ring.map(step).join("L")}Z`).join("");
    }

    /* The areas as they look on the map; the chosen one, then those without a record are above all. */
    paint(selected) {
      this.selected = selected;
      if (this.box.hidden) return;
      const last = [];
      for (const item of this.items) {
        const path = this.path(item), { state } = item.element.dataset;
        set(path, { fill: item.fill });
        Object.assign(path.dataset, item.element.dataset, { chosen: item.code === selected });
        if (state === "none_recorded") last.push(path);
        else if (item.code === selected) last.unshift(path);
        this.names.shade(item, item.fill, item.look);
        this.names.write(item, item.number);
      }
      this.drawn.append(...last);
    }
  }

  return Inset;
})();
