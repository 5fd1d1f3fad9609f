/* Pieces of the one-file page made from a view: text is only ever set as text. */
"use strict";
window.gapmapPieces = (() => {
  const byId = (id) => document.getElementById(id);
  const inside = (id) => byId(id).firstElementChild;  // what a template of the app's pages made

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /* A link, if it leads to the web; otherwise its words. */
  function link(text, url) {
    if (!/^https?:\/\//.test(url)) return make("span", { dir: "auto" }, text);
    return make("a", { href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, text);
  }

  const facts = (pairs) => make("dl", { class: "gm-facts" }, ...pairs.map(([label, text]) =>
    make("div", {}, make("dt", {}, label), make("dd", { dir: "auto" }, text))));

  function keyFigures(figures) {
    inside("figures").replaceChildren(...figures.map(([label, value, note]) => make("div", {},
      make("dt", {}, label), make("dd", {}, make("span", { class: "gm-value" }, value),
        make("span", { class: "gm-says" }, note)))));
  }

  function legend({ legend: { caption, ramp, classes, states, edges, marks }, threshold }) {
    const [shaded, list, written] = inside("legend").children, all = classes.length;
    shaded.textContent = caption;
    written.textContent = marks;
    const row = (look, label, count) => make("li", {}, make("span", { class: `gm-swatch ${look}` }),
      make("span", {}, label), make("span", { class: "gm-count" }, String(count)));
    list.replaceChildren(
      ...classes.map(([label, , count], i) => row(`${ramp}-${i}-${all}`, label, count)),
      ...states.map(([state, label, count]) => row(state, label, count)),
      ...edges.map(([grade, label, count]) => row(`edge-${grade}`, label, count)));
    inside("threshold").replaceChildren(...threshold.map((line) => make("li", {}, line)));
  }

  const paragraphs = (lines, attributes) => lines.filter(Boolean)
    .map((line) => make("p", { dir: "auto", ...attributes }, line));

  function headline(view) {
    const { finding, counted, more, selection, alt, loosen, own, left_out: out, care } = view;
    document.title = `${finding}${/ · gapmap$/.test(document.title) ? " · gapmap" : ""}`;
    byId("finding").textContent = finding;
    byId("counted").textContent = counted;
    byId("first").replaceChildren(...paragraphs([loosen, ...own], { class: "own" }));
    byId("more").textContent = more;
    byId("selection").textContent = selection;
    byId("notes").replaceChildren(...paragraphs(
      [out.length ? `Left out: ${out.join(" ")}` : "", care.join(" ")]));
    byId("alt").textContent = alt;
  }

  function sources(ids, known) {
    byId("sources-number").textContent = ids.length;
    if (!byId("sources")) return;
    inside("sources").replaceChildren(...ids.map((id) => make("li", {},
      link(known[id].title, known[id].url), known[id].about)));
  }

  /* -- an area's profile ----------------------------------------------------------------------- */
  function entry({ title, subtitle, facts: pairs, links }) {
    const from = make("p", { class: "gm-source" }, "Source: ");
    links.forEach(({ text, url }, i) => from.append(...(i ? [", "] : []), link(text, url)));
    return make("details", {}, make("summary", {}, make("strong", { dir: "auto" }, title),
      make("span", { dir: "auto" }, subtitle)), facts(pairs), from);
  }

  function entries(title, found, nothing) {
    if (!found.length && !nothing) return [];
    const body = found.length ? found.map(entry) : [make("p", {}, nothing)];
    return [make("h3", {}, title), ...body];
  }

  /* ``page`` is the address of a page about the area, where there is one. */
  function profile(area, close, page) {
    const heading = make("h2", { tabindex: "-1", dir: "auto" }, area.name);
    if (area.name_cy) heading.append(" ", make("span", { lang: "cy" }, `(${area.name_cy})`));
    const unknown = make("ul", {}, ...area.not_known.map((line) => make("li", {}, line)));
    const button = make("button", { type: "button" }, "Close the profile");
    button.addEventListener("click", close);
    const whole = page ? [make("p", {}, make("a", { href: page }, `All about ${area.name}`))] : [];
    byId("profile").replaceChildren(make("div", { class: "profile" }, heading, ...whole,
      facts(area.figures),
      ...entries("Programmes that serve it", area.programmes, "None counted under this selection."),
      ...entries("Recorded here, but not counted under this selection", area.hidden, ""),
      ...entries("Recorded, but not counted as places", area.context, ""),
      make("h3", {}, "What is not known"), unknown, button));
    return heading;
  }

  function noProfile(text = "The profile lists every programme that serves the area, with its sources.",
    page = "") {
    const link = page ? [" ", make("a", { href: page }, "Its page has all of it.")] : [];
    byId("profile").replaceChildren(make("p", { class: "note" }, text, ...link));
  }

  /* -- the table: sortable, a button for every area --------------------------------------------- */
  class Table {
    constructor(numbers, choose) {
      Object.assign(this, { numbers, choose, rows: [], by: 0, down: false, chosen: null });
      this.node = byId("gm-table");
      this.heads = [...this.node.tHead.rows[0].cells];
      this.heads.forEach((head, i) => {
        const button = make("button", { type: "button" }, head.textContent);
        button.addEventListener("click", () => this.sort(i));
        head.replaceChildren(button);
      });
    }

    sort(by) {
      this.down = this.by === by && !this.down;
      this.by = by;
      this.heads.forEach((head, i) => {
        if (i === by) head.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      this.draw();
    }

    show(rows, chosen) {
      Object.assign(this, { rows, chosen });
      this.draw();
    }

    /* Areas without a number come last, whichever way the table is sorted. */
    order() {
      const turn = this.down ? -1 : 1, number = this.by > 0 && this.numbers[this.by - 1];
      const key = ([, name, cells]) => this.by === 0 ? name : cells[this.by - 1][number ? 1 : 0];
      const byName = (a, b) => a[1].localeCompare(b[1], "en");
      return [...this.rows].sort((a, b) => {
        const one = key(a), other = key(b);
        if (one === null || other === null) return (one === null) - (other === null) || byName(a, b);
        const apart = number ? one - other : one.localeCompare(other, "en");
        return turn * apart || byName(a, b);
      });
    }

    draw() {
      this.node.tBodies[0].replaceChildren(...this.order().map(([code, name, cells]) => {
        const button = make("button", { type: "button" }, name);
        button.addEventListener("click", () => this.choose(code));
        const line = make("tr", { "data-code": code },
          make("th", { scope: "row", dir: "auto" }, button));
        if (code === this.chosen) line.classList.add("chosen");
        cells.forEach(([text, value], i) => {
          const cell = line.appendChild(make("td", {}, text));
          if (value !== null) cell.dataset.value = value;
          if (this.numbers[i]) cell.className = "number";
        });
        return line;
      }));
    }

    mark(code) {
      this.chosen = code;
      for (const line of this.node.tBodies[0].rows) {
        line.classList.toggle("chosen", line.dataset.code === code);
      }
    }
  }

  return { Table, byId, headline, keyFigures, legend, make, noProfile, profile, sources };
})();
