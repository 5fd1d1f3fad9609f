/* The one-file page: filters, map, profile and table made to agree. What is chosen is kept in the
   page's address after “#”, in the words that the app's address uses. */
"use strict";
(() => {
  const { Table, byId, headline, keyFigures, legend, make, noProfile, profile,
    sources } = window.gapmapPieces;
  const data = JSON.parse(byId("gapmap-data").textContent);
  data.figures = window.gapmapRead.figures(data.figures);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const MAP = { center: [53, -2], zoom: 6, zoomControl: false, zoomSnap: 0.1, zoomDelta: 0.5,
    wheelPxPerZoomLevel: 120, zoomAnimation: false, fadeAnimation: false, doubleClickZoom: false,
    boxZoom: false, keyboard: false, attributionControl: false, trackResize: false, minZoom: 4.5,
    maxZoom: 13 };
  const LIGHT = { base: "light" };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const darkTheme = () => ({ base: "dark", backgroundColor: colour("--paper"),
    textColor: colour("--ink"), secondaryBackgroundColor: colour("--ground") });
  document.documentElement.classList.add("js");

  /* -- the choice ------------------------------------------------------------------------------ */
  const start = data.figures ? data.figures.choice : { types: [], routes: [], unstated: false };
  const first = { types: start.types, routes: start.routes, unstated: start.unstated };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const opened = data.opened;  // the area that the file was made about, and what is found of it
  let choice = { ...first }, area = null, view = null, map = null;

  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const chosen = (name) => asked.has(name) ? data.figures.words[name].map(([key]) => key)
      .filter((key) => asked.get(name).split(",").includes(key)) : first[name];
    if (data.figures) {
      const unstated = asked.get("include_unstated") ?? asked.get("include_unstated_routes");
      choice = { types: chosen("types"), routes: chosen("routes"),
        unstated: unstated === null ? first.unstated : unstated === "yes" };
    }
    area = asked.get("area") ?? (opened ? opened.code : null);
  }

  function toAddress() {
    const parts = [];
    for (const name of ["types", "routes"]) {
      if (!same(choice[name], first[name])) parts.push(`${name}=${choice[name].join(",")}`);
    }
    if (choice.unstated !== first.unstated) {
      parts.push(`include_unstated=${choice.unstated ? "yes" : "no"}`);
    }
    if (area !== (opened ? opened.code : null)) {
      parts.push(`area=${encodeURIComponent(area || "")}`);
    }
    const hash = `#${parts.join("&")}`;
    if (hash !== (location.hash || "#")) history.replaceState(null, "", hash);
  }

  /* -- filters --------------------------------------------------------------------------------- */
  function addFilters() {
    for (const [name, words] of [["types", data.figures.words.types],
      ["routes", data.figures.words.routes]]) {
      byId(name).querySelector("fieldset").append(...words.map(([key, label]) =>
        make("label", { class: "tick" },
          make("input", { type: "checkbox", name, value: key }), make("span", {}, label))));
    }
    byId("filters").addEventListener("change", () => {
      const ticked = (name) => [...document.querySelectorAll(`input[name="${name}"]:checked`)]
        .map((box) => box.value);
      choice = { types: ticked("types"), routes: ticked("routes"),
        unstated: byId("unstated").checked };
      update(true);
    });
    const lists = [...document.querySelectorAll("#filters details")];
    document.addEventListener("keydown", ({ key }) => {
      const open = key === "Escape" && lists.find((list) => list.open);
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      for (const list of lists) if (!list.contains(target)) list.open = false;
    });
    byId("reset").addEventListener("click", () => {
      choice = { ...first };
      byId("types").querySelector("summary").focus();
      update(true);
    });
  }

  function showFilters() {
    for (const name of ["types", "routes"]) {
      for (const box of document.querySelectorAll(`input[name="${name}"]`)) {
        box.checked = choice[name].includes(box.value);
      }
      const labels = data.figures.words[name].filter(([key]) => choice[name].includes(key));
      const several = labels.length > 2 ? `${labels.length} chosen`
        : labels.map(([, label]) => label).join(", ");
      byId(`${name}-chosen`).textContent = several || (name === "types" ? "all" : "anyone");
    }
    const box = byId("unstated");
    box.checked = choice.unstated;
    box.disabled = false;
    const changed = !same(choice, first);
    byId("reset").disabled = !changed;
    byId("changed").textContent = changed
      ? "The filters differ from those the file was made with; every figure on this page follows "
        + "them. “Reset filters” goes back."
      : "Every figure on this page follows the filters. They work from figures inside this file.";
  }

  /* -- everything that follows the choice ------------------------------------------------------ */
  function compute() {
    if (data.figures) return window.gapmapView.view(data.figures, choice);
    return { ...data.view, profile: (code) => data.view.profiles[code] };
  }

  function update(say) {
    view = compute();
    if (data.figures) showFilters();
    keyFigures(view.figures);
    legend(view);
    sources(view.sources, data.sources);
    if (!view.areas[area]) area = null;
    table.show(view.rows, area);
    showArea();
    if (say) byId("said").textContent = view.finding;
    toAddress();
  }

  /* -- the area chosen ------------------------------------------------------------------------- */
  function choose(code, { focus = false } = {}) {
    area = code;
    table.mark(code);
    const heading = showArea();
    byId("said").textContent = heading ? `Profile of ${heading.textContent} shown.` : "";
    if (focus && heading) heading.focus();
    toAddress();
  }

  /* What is found of the area of the file stands first while it is chosen as the file was made. */
  function firstWords() {
    const about = opened && area === opened.code && same(choice, first);
    headline(about ? { ...view, finding: opened.finding, more: opened.more } : view);
  }

  function showArea() {
    firstWords();
    byId("area").value = area || "";
    paint();
    if (area) return profile(view.profile(area), close);
    noProfile();
    return null;
  }

  function close() {
    choose(null);
    byId("area").focus();
  }

  function addAreas() {
    const named = [...view.rows].sort((a, b) => a[1].localeCompare(b[1], "en"));
    byId("area").append(...named.map(([code, name]) => make("option", { value: code }, name)));
    byId("area").addEventListener("change", ({ target }) => choose(target.value || null));
  }

  /* -- the map --------------------------------------------------------------------------------- */
  const payload = () => ({ level: data.layer, areas: view.areas,
    colours: view.legend.classes.map(([, colour]) => colour), selected: area, markers: [],
    show_markers: false, label: view.alt, background: null, fit: null });

  function paint(theme = dark.matches ? darkTheme() : LIGHT) {
    if (map) map.apply(payload(), theme);
  }

  /* The still picture gives its shapes to the map and its place. */
  function readShapes() {
    const still = byId("still"), { beside, shapes } = window.gapmapRead;
    const land = still.querySelectorAll(".land path");
    data.map.levels[data.layer] = { data: shapes(still.querySelectorAll(".areas path")) };
    data.map.outline = land.length ? { data: shapes(land) } : null;
    data.map.names = { beside: beside(still.querySelectorAll(".beside path")),
      scale: Number(still.dataset.scale) };
    still.remove();
  }

  function addMap() {
    readShapes();
    const options = { ...data.map, payload: payload(), chosen: (code) => choose(code) };
    map = window.gapmap.start(L.map("map", MAP), options);
    window.gapmapMap = map;
    paint();
    dark.addEventListener("change", () => paint());
  }

  /* On paper: the whole map in light colours at the paper's size. */
  function printing(now) {
    document.documentElement.classList.toggle("printing", now);
    paint(now ? LIGHT : undefined);
    map.map.invalidateSize({ animate: false });
    map.fit(map.home);
  }

  fromAddress();
  const table = new Table(data.numbers, (code) => choose(code, { focus: true }));
  view = compute();
  addAreas();
  if (data.figures) addFilters();
  update(false);
  addMap();
  window.addEventListener("hashchange", () => {
    fromAddress();
    update(true);
  });
  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));
})();
