/* Runs in the outer page before anything else. It times when the filter is first there, when it is
   changed, and the first frame after every area of some map has the colour it should have. */
(() => {
  if (window !== window.top) return;
  const CHOICES = "[role=option], [data-testid=stButtonGroup] button";
  const FILTER = "[data-testid=stSelectbox], [data-testid=stMultiSelect]";
  const SMALLEST = 100;
  const EMPTY = "M0 0";
  const probe = window.gapmapProbe = { filter: 0, shown: 0, changed: 0, painted: 0, want: null };

  /* Colours of all areas, in drawing order, of the last map that has been given its room. */
  probe.colours = () => {
    let found = "";
    for (const holder of document.querySelectorAll("iframe")) {
      const inner = holder.contentDocument;
      if (!inner || holder.clientHeight < SMALLEST) continue;
      const paths = [...inner.querySelectorAll("path.leaflet-interactive")];
      const drawn = paths.some((path) => path.getAttribute("d") !== EMPTY);
      if (drawn) found = paths.map((path) => path.getAttribute("fill")).join(" ");
    }
    return found;
  };

  /* Two frames on, what was found has been drawn: the frame that showed it is over. */
  const watch = () => {
    if (!probe.filter && document.querySelector(FILTER)) {
      probe.filter = performance.now();
      requestAnimationFrame(() => requestAnimationFrame(() => {
        probe.shown = performance.now();
      }));
    }
    if (probe.want !== null && probe.colours() === probe.want) {
      probe.want = null;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        probe.painted = performance.now();
      }));
    }
    requestAnimationFrame(watch);
  };

  probe.expect = (colours) => {
    Object.assign(probe, { changed: 0, painted: 0, want: colours });
  };
  document.addEventListener("mousedown", ({ target }) => {
    if (target.closest(CHOICES)) probe.changed = performance.now();
  }, true);
  requestAnimationFrame(watch);
})();
