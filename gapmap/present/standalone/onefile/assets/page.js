/* The page of the one file and of a map of the site: filters, map, profile and table made to agree.
   What is chosen is kept in the page's address after “#”, in the words that the app's address uses. */
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
  const FILTERS = { types: "all", routes: "anyone", accepts: "anyone" };  // and what none of it is
  const OURS = /^$|[#&](types|routes|accepts|include_unstated|include_unstated_routes|layout|area)=/;
  const start = data.figures ? data.figures.choice
    : { types: [], routes: [], accepts: [], unstated: false };
  const first = Object.fromEntries([...Object.keys(FILTERS), "unstated"]
    .map((name) => [name, start[name]]));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const opened = data.opened;  // the area that the file was made about, and what is found of it
  const layouts = Object.keys(data.layers);  // the first is how the page was made
  let choice = { ...first }, layout = layouts[0], area = null, view = null, map = null;
  let reading = null;

  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const chosen = (name) => asked.has(name) ? data.figures.words[name].map(([key]) => key)
      .filter((key) => asked.get(name).split(",").includes(key)) : first[name];
    if (data.figures) {
      const unstated = asked.get("include_unstated") ?? asked.get("include_unstated_routes");
      choice = { ...Object.fromEntries(Object.keys(FILTERS).map((name) => [name, chosen(name)])),
        unstated: unstated === null ? first.unstated : unstated === "yes" };
    }
    layout = layouts.includes(asked.get("layout")) ? asked.get("layout") : layouts[0];
    area = asked.get("area") ?? (opened ? opened.code : null);
  }

  /* What the filters say in an address, one part each. */
  function filtersInAddress() {
    const parts = Object.keys(FILTERS).filter((name) => !same(choice[name], first[name]))
      .map((name) => `${name}=${choice[name].join(",")}`);
    if (choice.unstated !== first.unstated) {
      parts.push(`include_unstated=${choice.unstated ? "yes" : "no"}`);
    }
    return parts;
  }

  function toAddress() {
    const parts = filtersInAddress();
    if (layout !== layouts[0]) parts.push(`layout=${layout}`);
    if (area !== (opened ? opened.code : null)) {
      parts.push(`area=${encodeURIComponent(area || "")}`);
    }
    const hash = `#${parts.join("&")}`;
    if (hash !== (location.hash || "#")) history.replaceState(null, "", hash);
  }

  /* -- filters --------------------------------------------------------------------------------- */
  function addFilters() {
    for (const name of Object.keys(FILTERS)) {
      byId(name).querySelector("fieldset").append(...data.figures.words[name].map(([key, label]) =>
        make("label", { class: "tick" },
          make("input", { type: "checkbox", name, value: key }), make("span", {}, label))));
    }
    byId("filters").addEventListener("change", () => {
      const ticked = (name) => [...document.querySelectorAll(`input[name="${name}"]:checked`)]
        .map((box) => box.value);
      choice = { ...Object.fromEntries(Object.keys(FILTERS).map((name) => [name, ticked(name)])),
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
    for (const [name, none] of Object.entries(FILTERS)) {
      for (const box of document.querySelectorAll(`input[name="${name}"]`)) {
        box.checked = choice[name].includes(box.value);
      }
      const labels = data.figures.words[name].filter(([key]) => choice[name].includes(key));
      const several = labels.length > 2 ? `${labels.length} chosen`
        : labels.map(([, label]) => label).join(", ");
      byId(`${name}-chosen`).textContent = several || none;
    }
    const box = byId("unstated");
    box.checked = choice.unstated;
    box.disabled = false;
    const changed = !same(choice, first);
    byId("reset").disabled = !changed;
    byId("changed").textContent = changed
      ? "The filters differ from those the page was made with; every figure on this page follows "
        + "them. “Reset filters” goes back."
      : "Every figure on this page follows the filters. They work from figures inside this page.";
  }

  /* -- everything that follows the choice ------------------------------------------------------ */
  function compute() {
    if (data.figures) return window.gapmapView.view(data.figures, { ...choice, tiles: layout === "tiles" });
    return { ...data.view, profile: (code) => data.view.profiles[code] };
  }

  function update(say) {
    view = compute();
    if (data.figures) showFilters();
    if (byId("tiles")) byId("tiles").checked = layout === "tiles";
    keyFigures(view.figures);
    legend(view);
    sources(view.sources, data.sources);
    if (!view.areas[area]) area = null;
    table.show(view.rows, area);
    showArea(shown, shown);
    if (say) byId("said").textContent = view.finding;
    toAddress();
  }

  /* A page of the site hides what its address changes until it is as the address says. */
  const shown = () => document.documentElement.classList.remove("later");

  /* -- the area chosen ------------------------------------------------------------------------- */
  function choose(code, { focus = false } = {}) {
    area = code;
    table.mark(code);
    toAddress();
    showArea((heading) => {
      byId("said").textContent = `Profile of ${heading.textContent} shown.`;
      if (focus) heading.focus();
    });
    if (!area) byId("said").textContent = "";
  }

  /* What is found of the area of the file stands first while it is chosen as the file was made. */
  function firstWords() {
    const about = opened && area === opened.code && same(choice, first);
    headline(about ? { ...view, finding: opened.finding, more: opened.more } : view);
  }

  /* The profile; ``then`` is told of its heading, unless another is chosen before it can be shown. */
  function showArea(then = () => {}, never = () => {}) {
    firstWords();
    byId("area").value = area || "";
    paint();
    if (!area) {
      noProfile();
      never();
      return;
    }
    const mine = area, page = data.pages && `${data.pages}${area}.html`;
    const show = () => { if (area === mine) then(profile(view.profile(area), close, page)); };
    if (!data.records) {
      show();
      return;
    }
    noProfile("The programmes are being loaded…");
    const failed = () => {
      if (area === mine) noProfile("The programmes could not be loaded.", page);
      never();
    };
    readRecords().then(show, failed);
  }

  /* What is said of programmes is in a file apart, asked for once; only a failure is forgotten. */
  function readRecords() {
    reading ||= window.gapmapRead.load(data.records).then(() => {
      window.gapmapRead.addRecords(data.figures, window.gapmapRecords);
      data.records = "";
    });
    reading.catch(() => { reading = null; });
    return reading;
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
  const payload = () => ({ level: data.layers[layout], areas: view.areas,
    colours: view.legend.classes.map(([, colour]) => colour), selected: area, markers: [],
    show_markers: false, label: view.alt, background: null, fit: null });

  function paint(theme = dark.matches ? darkTheme() : LIGHT) {
    if (map) map.apply(payload(), theme);
  }

  /* The still pictures, one for each layout, give their shapes to the map and their place. */
  function readShapes() {
    const { beside, shapes } = window.gapmapRead, stills = document.querySelectorAll("svg.still");
    const still = stills[0], land = still.querySelectorAll(".land path");
    layouts.forEach((name, i) => {
      data.map.levels[data.layers[name]] = { data: shapes(stills[i].querySelectorAll(".areas path")) };
    });
    data.map.outline = land.length ? { data: shapes(land) } : null;
    data.map.names = { beside: beside(still.querySelectorAll(".beside path")),
      scale: Number(still.dataset.scale) };
    for (const one of stills) one.remove();
  }

  function addLayouts() {
    const box = byId("tiles");
    if (!box) return;
    box.disabled = false;
    box.addEventListener("change", () => {
      layout = box.checked ? "tiles" : "map";
      update(false);
    });
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
  addLayouts();
  update(false);
  addMap();
  window.addEventListener("hashchange", () => {
    if (OURS.test(location.hash)) {
      fromAddress();
      update(true);
    } else toAddress();  // a link to a part of the page changes no filter
  });
  window.gapmapPage = { choose: (code) => choose(code, { focus: true }), filtersInAddress,
    has: (code) => Boolean(view.areas[code]) };
  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));
})();
