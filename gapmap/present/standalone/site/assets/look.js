/* Finding an area on a map of the site. One of this map is chosen; a smaller one leads to the area of
   this map that it lies in; any other to the map of its own level, with the same filters. */
"use strict";
(() => {
  const { folded, said, testOf } = window.gapmapSearch;
  const { choose, filtersInAddress, has } = window.gapmapPage;
  const MOST = 12;
  let reading = null;
  const byId = (id) => document.getElementById(id);
  const box = byId("find"), panel = byId("found"), list = panel.querySelector("ul");
  const address = (file, code) => {
    const parts = [...filtersInAddress(), ...(code ? [`area=${code}`] : [])];
    return parts.length ? `${file}#${parts.join("&")}` : file;
  };

  /* Where a name leads: the area of this map, or the page that shows it. */
  function placeOf(code, level) {
    const { within, maps } = window.gapmapPlaces;
    if (has(code)) return { here: code };
    const here = (within[code] || []).find(has);
    if (here) return { here, inside: true };
    return { page: maps.includes(level) ? address(`${level}.html`, code) : `../areas/${code}.html` };
  }

  const nameOf = (wanted) => window.gapmapPlaces.names
    .find(([code, , , , , today]) => today && code === wanted)[1];

  function line([code, name, welsh, what, level]) {
    const { here, inside, page } = placeOf(code, level);
    const item = document.createElement("li"), link = document.createElement("a");
    link.textContent = name;
    link.href = page || address("", here);
    if (here) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        close();
        choose(here);
      });
    }
    item.append(link);
    if (welsh) {
      const also = Object.assign(document.createElement("span"), { lang: "cy", textContent: welsh });
      item.append(" ", also);
    }
    const where = inside ? `${what}, in ${nameOf(here)}` : what;
    item.append(" ", Object.assign(document.createElement("span"), { className: "what",
      textContent: where }));
    return item;
  }

  function close() {
    panel.hidden = true;
    box.value = "";
  }

  /* Names are many, and few readers search: they come when the box is first looked at. */
  function known() {
    reading ||= Promise.all(box.closest("search").dataset.known.trim().split(" ")
      .map(window.gapmapRead.load));
    reading.catch(() => { reading = null; });
    return reading;
  }

  function show() {
    const fits = testOf(box.value);
    panel.hidden = !fits;
    if (!fits) return;
    byId("found-said").textContent = "Looking…";
    known().then(fill, () => {
      byId("found-said").textContent = "The names could not be loaded: the menu leads to a list.";
    });
  }

  function fill() {
    const fits = testOf(box.value), typed = folded(box.value);
    if (!fits) return;
    const found = window.gapmapPlaces.names.filter(([code, , , , , , words]) => fits(code, words));
    const rank = ([code, name]) => (has(code) ? 0 : 1) + (folded(name).startsWith(typed) ? 0 : 2);
    const first = [...found].sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
    const more = found.length - first.length;
    byId("found-said").textContent = said(box.value, found.length)
      + (more ? ` The first ${MOST} are listed: type more of the name.` : "");
    list.replaceChildren(...first.map(line));
  }

  box.disabled = false;
  box.addEventListener("focus", () => known().catch(() => {}));
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      known().then(() => {
        fill();
        const first = !panel.hidden && list.querySelector("a");
        if (first) first.click();
      }, () => {});
    } else if (event.key === "Escape" && !panel.hidden) close();
  });
  panel.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    box.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest("search")) panel.hidden = true;
  });
  for (const link of document.querySelectorAll("#levels a")) {
    const file = link.getAttribute("href");
    const keep = () => { link.href = address(file); };
    link.addEventListener("click", keep);
    link.addEventListener("focus", keep);
  }
})();
