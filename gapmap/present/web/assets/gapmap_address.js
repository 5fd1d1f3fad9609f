/* The address of the page around the map: keeps the view in it without asking Python. Without a
   page around, or without leave, it does nothing. */
"use strict";
window.gapmapAddress = (embedded) => {
  const SETTLE_MS = 250;
  const STAYS_MS = 1500;
  const GIVEN_UP_MS = 30000;
  const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];
  const BOX = '[data-testid="stPopoverBody"]';
  const OPENER = '[data-testid="stPopoverButton"][aria-expanded="true"]';
  const REACHED = 'input:not([disabled]), button:not([disabled]), a[href], [tabindex="0"]';
  let timer = 0;
  const page = () => {
    try {
      return embedded && window.parent !== window && window.parent.location.href
        ? window.parent : null;
    } catch { return null; }
  };

  /* Whether the page's address says anything by one of these names. */
  function asks(...names) {
    const around = page();
    const said = new URLSearchParams(around ? around.location.search : "");
    return names.some((name) => said.has(name));
  }

  /* A map whose view the person chose, or null for the view that fits the level. */
  function keep(map, level) {
    clearTimeout(timer);
    const around = page();
    if (around) {
      const { lat, lng } = map ? map.getCenter() : {};
      around.gapmapLook = map ? { level, view: [lat, lng, map.getZoom()] } : null;
    }
    timer = setTimeout(() => {
      const host = page();
      if (!host) return;
      const url = new URL(host.location.href);
      const { lat, lng } = map ? map.getCenter() : {};
      const view = map ? [lat.toFixed(4), lng.toFixed(4), map.getZoom()].join(",") : null;
      if (url.searchParams.get("view") === view) return;
      if (view) url.searchParams.set("view", view);
      else url.searchParams.delete("view");
      host.history.replaceState(host.history.state, "", url);
    }, SETTLE_MS);
  }

  /* The view last chosen on this level, for a map shown again after another page of the app. */
  function recall(level) {
    const look = page() && page().gapmapLook;
    return look && look.level === level ? look.view : null;
  }

  /* What assistive technology calls the frame around the map. */
  function name(title) {
    if (page()) window.frameElement.title = title;
  }

  /* Put the page's address on the clipboard; pages without HTTPS have none of their own. */
  async function copy() {
    const host = page(), link = host.location.href;
    try {
      await host.navigator.clipboard.writeText(link);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: link });
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      if (!done) throw new Error("not copied");
    }
  }

  /* Streamlit puts a box at the end of the page, many presses of Tab away from the button that opened
     it. From that button Tab leads into the box, and Esc back to the button. */
  function leadIntoBoxes() {
    const host = page();
    if (!host) return;
    const { document: around } = host;
    let opener = null;
    const lead = (event) => {
      const body = around.querySelector(BOX), at = around.activeElement;
      if (!body || !at) return;
      const button = at.closest(OPENER);
      if (event.key === "Tab" && !event.shiftKey && button) {
        const first = body.querySelector(REACHED);
        if (!first) return;
        opener = button;
        event.preventDefault();
        first.focus();
      } else if (event.key === "Escape" && opener && body.contains(at)) {
        setTimeout(() => { if (opener.isConnected) opener.focus(); });
      }
    };
    around.addEventListener("keydown", lead, true);
    window.addEventListener("pagehide", () => around.removeEventListener("keydown", lead, true));
  }

  /* A link to a part of the page opens there. The part is drawn long after the browser has looked for
     it, and what stands above it may still grow: it is followed until it stays or the person acts. */
  function land() {
    const host = page();
    const part = host && host.location.hash.slice(1);
    if (!part || host.gapmapLanded) return;
    host.gapmapLanded = true;
    const { document: around } = host;
    const watch = new MutationObserver(() => {
      const at = around.getElementById(part);
      if (!at) return;
      at.scrollIntoView();
      clearTimeout(ending);
      ending = setTimeout(stop, STAYS_MS);
    });
    const stop = () => {
      watch.disconnect();
      ACTS.forEach((act) => around.removeEventListener(act, stop, true));
    };
    let ending = setTimeout(stop, GIVEN_UP_MS);
    watch.observe(around.body, { childList: true, subtree: true });
    ACTS.forEach((act) => around.addEventListener(act, stop, true));
    window.addEventListener("pagehide", stop);
  }

  return { asks, copy, has: () => Boolean(page()), keep, land, leadIntoBoxes, name, recall };
};
