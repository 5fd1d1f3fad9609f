/* gapmap's map in the browser. folium makes the Leaflet map; this paints it from payloads and
   speaks Streamlit's component protocol (v1). The map lives as long as the page, each level's paths
   as long as the level is shown: a payload only repaints them. Text is never set as HTML. */
"use strict";
window.gapmap = (() => {
  const { addPatterns, addTiles, centreOf, frameHeight, onDemand, readGeometry, unpack, Furniture,
    Edges, NameTag, Note, Rings, Roving } = window.gapmapParts;
  const Names = window.gapmapNames;
  const Inset = window.gapmapInset;
  const PANES = { land: 300, areas: 350, rings: 450, markers: 460 };
  const NARROW = 600;
  const NARROW_EDGES = [[6, 28], [6, 54]];
  const WIDE_EDGES = [[20, 20], [120, 32]];
  const NAMED_EDGES = [[50, 20], [100, 20]]; /* names stand beside areas */
  const SMALLEST_IN_SIGHT = 16; /* pixels */
  const AROUND = 12; /* times an area's own size */
  const CLOSER = 1; /* zoom steps, each twice as large */
  const touch = matchMedia("(pointer: coarse)").matches;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  L.Map.mergeOptions({ inertia: !matchMedia("(prefers-reduced-motion: reduce)").matches });

  class GapMap {
    constructor(map, options, tell) {
      Object.assign(this, { map, options, tell, root: map.getContainer(), payload: null, items: [],
        byCode: new Map(), geometry: new Map(), group: null, shown: null, selected: null,
        hovered: null, fine: new Set(), pointer: null, dismissed: null, fitted: null, marked: L.layerGroup(),
        address: window.gapmapAddress(!options.payload) });
      for (const [name, colour] of Object.entries(options.colours)) this.dye(name, colour);
      this.root.setAttribute("role", "region");
      this.renderers = {};
      for (const [pane, level] of Object.entries(PANES)) {
        map.createPane(pane).style.zIndex = level;
        this.renderers[pane] = L.svg({ pane, padding: 0.5 }).addTo(map);
        this.svg(pane).setAttribute("aria-hidden", pane !== "areas");
      }
      addPatterns(this.svg("areas"), options.patterns);
      this.names = new Names(map, this.svg("areas"), options.names);
      this.rings = new Rings(map, this.inPane("rings"));
      this.edges = new Edges(map);
      this.tag = new NameTag(map, this.names);
      this.note = new Note(map);
      this.inset = options.payload ? null : this.enlarged();
      this.furniture = new Furniture(map, options.words, touch);
      this.furniture.whole.addEventListener("click", () => this.home && this.fit(this.home));
      this.furniture.london.addEventListener("click", () => this.fit(options.london));
      this.furniture.copy.hidden = !this.address.has();
      this.furniture.copy.addEventListener("click", () => this.copyLink());
      this.areas = this.addRoving("areas", (item) => this.choose(item));
      this.marks = this.addRoving("markers", () => {});
      this.address.leadIntoBoxes();
      this.address.land();
      this.listen();
    }

    svg(pane) { return this.map.getPane(pane).querySelector("svg"); }
    dye(name, colour) { this.root.style.setProperty(`--gm-${name}`, colour || ""); }
    inPane(pane) { return { pane, renderer: this.renderers[pane], smoothFactor: 0.3 }; }

    /* Of the whole country London is enlarged, where names are not written beside the areas. */
    enlarged() {
      const { map, options } = this;
      return new Inset(map, options.london, options.words.london, {
        choose: (item) => this.choose(item),
        point: (item, event) => this.point(item, { latlng: map.mouseEventToLatLng(event) }),
        leave: (item) => this.leave(item),
      });
    }

    addRoving(pane, act) {
      const names = { role: "group", "aria-label": this.options.words[pane] };
      for (const name of Object.keys(names)) this.svg(pane).setAttribute(name, names[name]);
      const moved = (item) => {
        if (item && !this.map.getBounds().contains(item.at)) {
          this.map.panTo(item.at, { animate: false });
        }
        if (item) Object.assign(this, { dismissed: null, hovered: null });
        this.furniture.hint(Boolean(item));
        this.settle();
      };
      return new Roving(this.map.getPane(pane), { moved, act });
    }

    listen() {
      const { map, root } = this;
      root.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.dismiss();
      });
      if (touch) map.dragging.disable();
      map.on("movestart zoomstart", () => { if (!this.fitting) this.fitted = null; });
      map.on("moveend", () => { this.stayNear(); this.looked(); this.enlarge(); });
      map.on("zoomend", () => this.refine());
      map.on("click", () => this.dismiss());
      new ResizeObserver(() => {
        map.invalidateSize({ animate: false });
        if (!this.fitted) return;
        this.fit(this.fitted);
        this.bringIntoSight();
      }).observe(root);
    }

    /* The land around comes after the areas, which are what people wait for. */
    addOutline() {
      if (!this.options.outline || this.grounded) return;
      this.grounded = true;
      const look = { ...this.inPane("land"), interactive: false,
        style: { className: "gm-ground", fillOpacity: 1 } };
      const draw = (data) => L.geoJSON(data, look).addTo(this.map);
      readGeometry(this.options.outline).then(draw, () => {});
    }

    copyLink() {
      const { copy } = this.furniture, { words } = this.options;
      const say = (text) => { copy.textContent = text; };
      this.address.copy().then(() => say(words.copied), () => say(words.not_copied));
      copy.addEventListener("blur", () => say(words.copy), { once: true });
    }

    /* -- payloads ---------------------------------------------------------------------------- */
    apply(payload, theme) {
      const last = this.payload || {};
      const told = payload.selected && payload.selected !== this.selected;
      this.payload = payload;
      this.selected = payload.selected;
      if (theme) this.dress(theme);
      this.root.setAttribute("aria-label", payload.label);
      this.address.name(this.options.words.frame);
      this.furniture.copy.hidden = (payload.quiet && !payload.link) || !this.address.has();
      this.furniture.london.hidden = !this.options.londonLevels.includes(payload.level);
      if (!same(last.background, payload.background)) this.showBackground(payload.background);
      if (payload.level !== last.level) this.showLevel(payload.level);
      else if (this.shown) this.paint();
      if (last.show_markers !== payload.show_markers || !same(last.markers, payload.markers)) {
        this.showMarkers(payload.show_markers ? payload.markers : []);
      }
      if (payload.fit && this.shown && !same(last.fit, payload.fit)) this.fit(payload.fit);
      if (told && this.shown) {
        this.beginAtChosen();
        this.bringIntoSight();
      }
      this.looked();
    }

    /* The keyboard enters the map at the chosen area. */
    beginAtChosen() {
      const chosen = this.byCode.get(this.selected);
      if (chosen && !this.areas.focused) this.areas.current(chosen);
    }

    /* An area that was found by name or link: in the frame, and large enough to be seen. */
    bringIntoSight() {
      const chosen = this.byCode.get(this.selected);
      if (!chosen) return;
      const bounds = chosen.layer.getBounds(), zoom = this.map.getZoom();
      const size = this.map.project(bounds.getNorthEast(), zoom)
        .subtract(this.map.project(bounds.getSouthWest(), zoom));
      if (Math.max(size.x, -size.y) < SMALLEST_IN_SIGHT) {
        const closer = bounds.pad(AROUND);
        this.fitted ||= closer;
        this.frame(closer);
      } else if (!this.map.getBounds().contains(bounds)) {
        this.byItself(() => this.map.panTo(chosen.at, { animate: false }));
      }
    }

    /* What the map does by itself leaves a view that was fitted to be fitted again. */
    byItself(move) {
      this.fitting = true;
      move();
      this.fitting = false;
    }

    dress(theme) {
      const dark = theme.base === "dark";
      this.root.classList.toggle("gm-dark", dark);
      this.dye("paper", theme.backgroundColor);
      this.dye("text", theme.textColor);
      this.dye("ground", dark ? theme.secondaryBackgroundColor : null);
    }

    showLevel(level) {
      if (this.group) this.group.remove();
      Object.assign(this, { group: null, shown: null, hovered: null, items: [] });
      this.byCode.clear();
      this.areas.set([]);
      this.names.set([]);
      this.inset?.clear();
      this.settle();
      this.furniture.say(this.options.words.loading);
      this.load(level).then((data) => {
        if (this.payload.level === level && !this.shown) this.mount(level, data);
      }, () => {
        if (this.payload.level !== level) return;
        this.furniture.say(this.options.words.failed, () => this.showLevel(level));
      }).finally(() => this.addOutline());
    }

    /* Each level's geometry is fetched once; only a failure is forgotten. */
    load(level) {
      if (!this.geometry.has(level)) {
        const source = this.options.levels[level];
        const data = source ? readGeometry(source) : Promise.reject(new Error(level));
        data.catch(() => this.geometry.delete(level));
        this.geometry.set(level, data);
      }
      return this.geometry.get(level);
    }

    /* The view is chosen before anything is drawn: lines are worked out for one scale at a time. */
    mount(level, data) {
      const byName = (a, b) => a.properties.name.localeCompare(b.properties.name, "en");
      const features = [...data.features].sort(byName);
      this.group = L.geoJSON({ type: "FeatureCollection", features }, { ...this.inPane("areas"),
        style: { className: "gm-area", fillOpacity: 1 } });
      this.items = this.group.getLayers().map((layer) => {
        const { id: code, properties: { name, short } } = layer.feature;
        const item = { code, name, short, layer, lines: [name] };
        onDemand(item, "centre", () => centreOf(layer.getLatLngs()));
        onDemand(item, "at", () => L.Projection.SphericalMercator.unproject(
          L.point(item.centre.x, item.centre.y)));
        this.byCode.set(code, item);
        return item;
      });
      this.shown = level;
      const away = new RegExp(this.options.away);
      const near = this.items.filter((item) => !away.test(item.code));
      this.home = L.featureGroup(near.map((item) => item.layer)).getBounds();
      this.look(level);
      this.group.addTo(this.map);
      for (const item of this.items) this.bring(item);
      this.areas.set(this.items);
      this.beginAtChosen();
      this.names.set(this.items);
      this.svg("land").classList.toggle("gm-away", level.startsWith("tiles"));
      this.furniture.say("");
      this.paint();
      this.tag.place();
      this.later(() => {
        this.names.release();
        if (this.options.londonLevels.includes(level)) this.inset?.set(this.items);
        this.enlarge();
      });
      this.opened = true;
      this.looked();
      this.refine();
    }

    enlarge() {
      if (!this.shown || !this.inset) return;
      this.inset.place(this.fitted === this.home ? this.home : null);
      this.tag.place();  // it keeps off
    }

    /* What may come once the areas are to be seen, which takes a browser three frames, unless
       others have taken their place by then. */
    later(act) {
      const { group } = this;
      const drawn = () => setTimeout(() => this.group === group && act());
      requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }

    /* From close by, lines in full take the place of those for a view of the whole. */
    refine() {
      const level = this.shown, { fine } = this.options.levels[level] || {};
      if (!fine || this.fine.has(level)) return;
      if (this.map.getZoom() < this.map.getBoundsZoom(this.home) + CLOSER) return;
      this.fine.add(level);
      readGeometry({ url: fine }).then((data) => {
        this.geometry.set(level, Promise.resolve(data));
        if (this.shown === level) this.redraw(data);
      }).catch(() => this.fine.delete(level));
    }

    redraw({ features }) {
      for (const { id, geometry } of features) {
        const deep = geometry.type === "Polygon" ? 1 : 2;
        this.byCode.get(id).layer.setLatLngs(L.GeoJSON.coordsToLatLngs(geometry.coordinates, deep));
      }
      this.names.place();
      this.edges.follow();
      this.rings.clear();
      this.settle();
    }

    look(level) {
      const { fit } = this.payload;
      const view = !this.payload.quiet && (this.address.recall(level) || this.payload.view);
      if (view && !this.opened) this.map.setView([view[0], view[1]], view[2], { animate: false });
      else {
        this.fit(fit || this.home);
        this.bringIntoSight();
      }
    }

    /* What can be pointed at and chosen, now that it is drawn. */
    bring(item) {
      const { code, layer } = item;
      item.element = layer.getElement();
      item.element.dataset.code = code;
      item.element.id = `gm-area-${code}`;
      item.element.setAttribute("role", "button");
      this.watch(item);
      layer.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.point(item, event);
        if (event.originalEvent.detail < 2) this.choose(item);
      });
    }

    fill({ s: state, c: index }) {
      const { fills, statePatterns } = this.options;
      if (state === "measured" && this.payload.colours[index]) return this.payload.colours[index];
      return this.options.patterns[statePatterns[state]] ? `url(#gm-${statePatterns[state]})`
        : fills[state] || fills.no_estimate;
    }

    paint() {
      for (const item of this.items) {
        const area = this.payload.areas[item.code] || { s: "no_estimate", c: null, t: [item.name] };
        const fill = this.fill(area);
        if (item.fill !== fill) item.layer.setStyle({ fillColor: (item.fill = fill) });
        if (!same(item.lines, area.t)) item.lines = area.t;
        const even = fill === this.options.colours.even;
        const look = { state: area.s, grade: area.g || "", dimmed: Boolean(area.d), even };
        Object.assign(item.element.dataset, look);
        item.look = { even, darkest: area.s === "none_matching",
          paper: !["measured", "none_matching"].includes(area.s) };
        item.number = area.d ? "" : area.n || "";
        this.names.shade(item, fill, item.look);
        this.names.write(item, item.number);
        item.element.setAttribute("aria-label", item.lines.join(". "));
        item.element.setAttribute("aria-pressed", item.code === this.selected);
      }
      this.edges.clear();
      this.later(() => { this.edges.show(this.items); this.inset?.paint(this.selected); });
      this.settle();
    }

    showMarkers(markers) {
      this.marked.clearLayers().addTo(this.map);
      this.svg("markers").setAttribute("aria-hidden", !markers.length);
      this.marks.set(markers.map((marker) => {
        const at = L.latLng(marker.lat, marker.lon);
        const look = marker.approximate ? "gm-marker gm-approximate" : "gm-marker";
        const layer = L.circleMarker(at, { ...this.inPane("markers"), radius: 7, className: look });
        this.marked.addLayer(layer);
        const centre = L.Projection.SphericalMercator.project(at);
        const item = { layer, at, centre, element: layer.getElement(),
          lines: marker.label.split("\n") };
        item.element.setAttribute("role", "img");
        item.element.setAttribute("aria-label", item.lines.join(". "));
        this.watch(item);
        layer.on("click", L.DomEvent.stopPropagation);
        return item;
      }));
      this.hovered = null;
      this.settle();
    }

    showBackground(background) {
      for (const part of this.tiles || []) part.remove();
      this.root.classList.toggle("gm-tiles", Boolean(background));
      this.tiles = background ? addTiles(this.map, background) : [];
    }

    /* -- pointing, choosing, looking ---------------------------------------------------------- */
    watch(item) {
      item.layer.on("mouseover mousemove", (event) => this.point(item, event));
      item.layer.on("mouseout", () => this.leave(item));
    }

    leave(item) {
      if (this.hovered === item) this.hovered = null;
      this.settle();
    }

    point(item, event) {
      if (this.hovered !== item) this.dismissed = null;
      Object.assign(this, { hovered: item, pointer: event.latlng });
      this.settle();
    }

    choose(item) {
      const again = this.selected === item.code;
      this.selected = again && this.options.payload ? null : item.code;
      this.paint();
      const { words } = this.options, said = this.selected ? words.chosen : words.let_go;
      this.furniture.announce(said.replace("{}", item.name));
      this.tell(item.code);
    }

    dismiss() {
      this.dismissed = this.hovered || this.areas.focused || this.marks.focused;
      this.settle();
    }

    /* Make rings and note agree with what is hovered, selected and focused. */
    settle() {
      const { hovered, areas, marks } = this;
      const chosen = this.byCode.get(this.selected) || null;
      this.rings.set("hover", hovered && hovered.code ? hovered : null);
      this.rings.set("selected", chosen);
      this.rings.set("focused", areas.focused);
      const subject = hovered || areas.focused || marks.focused;
      this.tag.set(subject && subject === chosen && subject !== this.dismissed ? null : chosen);
      if (!subject || subject === this.dismissed) this.note.hide();
      else this.note.show(subject.lines, subject === hovered ? this.pointer : subject.at);
    }

    /* A view that was fitted is fitted again when the frame changes size, until it is moved. */
    fit(bounds) {
      this.fitted = bounds;
      this.frame(bounds);
      this.looked();
    }

    frame(bounds) {
      const size = this.map.getSize();
      if (size.x < 50 || size.y < 50) return;
      const [paddingTopLeft, paddingBottomRight] = size.x < NARROW ? NARROW_EDGES
        : this.options.names ? NAMED_EDGES : WIDE_EDGES;
      this.byItself(() => this.map.fitBounds(bounds,
        { animate: false, paddingTopLeft, paddingBottomRight }));
    }

    /* The page's address holds the view, so that a link or a reload shows the same. */
    looked() {
      if (!this.opened || this.fitting || this.payload.quiet) return;
      this.address.keep(this.fitted ? null : this.map, this.shown);
    }

    stayNear() {
      const [[south, west], [north, east]] = this.options.centreLimits;
      const { lat, lng } = this.map.getCenter();
      if (lat >= south && lat <= north && lng >= west && lng <= east) return;
      const near = [Math.min(Math.max(lat, south), north), Math.min(Math.max(lng, west), east)];
      this.map.setView(near, this.map.getZoom(), { reset: true });
    }
  }

  /* Show the page's own payload, telling ``chosen`` of every choice, or wait for Streamlit's. Events
     carry a number that only rises. */
  function start(map, options) {
    const send = (type, rest) => window.parent.postMessage(
      { isStreamlitMessage: true, type: `streamlit:${type}`, ...rest }, "*");
    let n = 0, wanted = 0, given = 0, disabled = false, turn = 0;
    const tell = (area) => {
      n = Math.max(n + 1, Date.now());
      if (options.chosen) options.chosen(view.selected);
      if (!options.payload && !disabled) {
        send("setComponentValue", { value: { area, n }, dataType: "json" });
      }
    };
    const resize = () => {
      const height = frameHeight(wanted, window.innerWidth);
      if (wanted && height !== given) send("setFrameHeight", { height: (given = height) });
    };
    const view = new GapMap(map, options, tell);
    if (options.payload) {
      view.apply(options.payload);
      return view;
    }
    window.addEventListener("resize", resize);
    window.addEventListener("message", ({ source, data }) => {
      if (source !== window.parent || !data || data.type !== "streamlit:render") return;
      disabled = Boolean(data.disabled);
      wanted = data.args.height;
      resize();
      performance.mark("gapmap:render");
      const mine = ++turn;
      const show = (payload) => {
        if (mine !== turn) return;
        view.apply(payload, data.theme);
        performance.measure("gapmap:apply", "gapmap:render");
      };
      if (data.args.plain) show(JSON.parse(data.args.plain));
      else unpack(data.args.packed).then(show, () => view.furniture.say(options.words.failed));
    });
    if (!view.address.asks("level", "layout")) view.load(options.first).catch(() => {});
    send("componentReady", { apiVersion: 1 });
  }

  return { start };
})();
