/* What Streamlit leaves undone in the page around all else. */
(() => {
  "use strict";
  if (window.gapmapPage) return;
  window.gapmapPage = true;
  const ACTS = ["pointerdown", "keydown", "click", "input", "change"];
  const MAIN = '[data-testid="stMain"]';
  const REACHED = "button:enabled, input:enabled, a[href], summary";
  const GIVEN_UP_MS = 10000;
  const BAR = ".st-key-bar";
  const ONE_LINE = 40; /* pixels */

  /* One act of a person, one step back. The app writes the address of a page once it has been drawn,
     which is no step of its own: until the person acts, it takes the place of what is there. Where
     it comes before the page that it is of, it comes with that page once more. */
  const push = history.pushState;
  let arriving = true, leaving = false;
  /* The part of the page that a link opens at; the address may have been written since. */
  const wanted = new URL(performance.getEntriesByType("navigation")[0].name).hash;
  let opening = wanted.length > 1, began = 0;
  const acted = ({ type, target }) => {
    const link = type === "click" && target.closest("a[href]:not([download])");
    arriving = false;
    leaving = Boolean(link) && link.pathname !== location.pathname;
  };
  ACTS.forEach((act) => addEventListener(act, acted, true));
  addEventListener("message", ({ data }) => { /* a choice on the map, which is a frame */
    if (data && data.type === "streamlit:setComponentValue") arriving = leaving = false;
  });
  addEventListener("popstate", () => { [arriving, leaving] = [true, false]; });
  if (!location.hash) history.replaceState(history.state, "", location.href + wanted);
  history.pushState = function (state, unused, address) {
    const moves = new URL(address, location).pathname !== location.pathname;
    if (opening && !moves) address += wanted;
    if (leaving && !moves) return undefined;
    if (arriving && !moves) return history.replaceState(state, unused, address);
    if (moves) [arriving, leaving] = [true, false];
    return push.call(history, state, unused, address);
  };

  /* A server that comes back after a while (a laptop that slept, a new version) knows nothing of this
     page. It is asked for what the address says at once: else the person's next choice, or the way to
     another page, would be the first it hears of, and all else would be gone. */
  const app = document.querySelector('[data-testid="stApp"]');
  let connected = true;
  new MutationObserver(() => {
    const now = app.dataset.testConnectionState === "CONNECTED";
    if (now && !connected) dispatchEvent(new PopStateEvent("popstate"));
    connected = now;
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });

  /* A button that is gone once it has been pressed (a filter taken away) leaves the keyboard at what
     stands in its place, or else before it; not at the top of the page. */
  const reached = (around) => [...around.querySelectorAll(REACHED)];
  let stop = () => {};
  addEventListener("click", ({ target }) => {
    stop();
    const button = target.closest(`${MAIN} button`);
    if (!button) return;
    const places = [];
    for (let at = button.parentElement; at.closest(MAIN); at = at.parentElement) {
      places.push([at, reached(at).indexOf(button)]);
    }
    const next = ([around, index]) => {
      const left = around.isConnected ? reached(around) : [];
      const order = [...left.slice(index), ...left.slice(0, index).reverse()];
      return order.find((one) => one.checkVisibility());
    };
    const watch = new MutationObserver(() => {
      if (button.isConnected || document.activeElement !== document.body) return;
      for (const place of places) {
        const found = next(place);
        if (found) return found.focus();
      }
    });
    const timer = setTimeout(() => stop(), GIVEN_UP_MS);
    stop = () => { watch.disconnect(); clearTimeout(timer); };
    watch.observe(document.body, { childList: true, subtree: true });
  }, true);
  ["pointerdown", "keydown"].forEach((act) => addEventListener(act, () => stop(), true));

  /* A link to a part of a page opens at it: for as long as what is above it grows, until the person
     acts. Who follows such a link goes on from there with the keyboard. */
  const GROWS_MS = 3000;
  const part = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; /* no such name can be */
    }
  };
  const reach = (one) => {
    one.tabIndex = -1;
    one.focus({ preventScroll: true });
    one.scrollIntoView();
  };
  const opened = () => {
    const one = opening && part();
    if (!one) return;
    began ||= performance.now();
    opening = performance.now() - began < GROWS_MS;
    reach(one);
  };
  ["pointerdown", "keydown", "wheel"].forEach((act) => {
    addEventListener(act, () => { opening = false; }, { capture: true, passive: true });
  });
  addEventListener("hashchange", () => { const one = part(); if (one) reach(one); });

  /* On a narrow screen each of two buttons opens its half of the bar, or closes it. */
  const root = document.documentElement;
  const half = () => {
    for (const button of document.querySelectorAll("button[data-half]")) {
      button.ariaExpanded = button.dataset.half === root.dataset.half;
    }
  };
  addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-half]");
    if (!button) return;
    root.dataset.half = button.dataset.half === root.dataset.half ? "" : button.dataset.half;
    half();
  });

  /* What a filter or a search came to is told to who cannot see it: the title, once it is another. */
  const said = Object.assign(document.createElement("div"), { role: "status" });
  said.style.cssText = "position: absolute; top: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
  document.body.append(said);
  let title = "";
  const tell = () => {
    const now = document.querySelector(`${MAIN} h1`)?.textContent ?? title;
    if (title && now !== title) said.textContent = now;
    title = now;
  };

  /* What the bar takes beyond one line (chips, warnings) the map gives up, to stay whole in sight. */
  let bar = null;
  const measured = new ResizeObserver(([{ borderBoxSize: [{ blockSize }] }]) => {
    const more = Math.max(0, Math.round(blockSize) - ONE_LINE);
    root.style.setProperty("--gm-more-bar", `${more}px`);
  });

  /* The stylesheet is sent with the first pages alone; it stays, after all that Streamlit adds. */
  let look = null;
  const keep = () => {
    look ??= document.querySelector("style.gm-kept")?.cloneNode(true);
    if (look && !look.isConnected) root.append(look);
  };
  const changed = () => {
    keep();
    tell();
    half();
    opened();
    if (bar && bar.isConnected) return;
    bar = document.querySelector(BAR);
    measured.disconnect();
    if (bar) measured.observe(bar);
  };
  new MutationObserver(changed)
    .observe(document.body, { childList: true, subtree: true, characterData: true });
  changed(); /* the page may be whole already, and change no more */
})();
