/* One act of a person, one step back. The app writes the address of a page once it has been drawn,
   which is no step of its own: until the person acts, it takes the place of what is there. */
(() => {
  if (window.gapmapSteps) return;
  window.gapmapSteps = true;
  const ACTS = ["pointerdown", "keydown", "click", "input", "change"];
  const push = history.pushState;
  let arriving = true;
  const acted = () => { arriving = false; };
  ACTS.forEach((act) => addEventListener(act, acted, true));
  addEventListener("message", ({ data }) => { /* a choice on the map, which is a frame */
    if (data && data.type === "streamlit:setComponentValue") acted();
  });
  addEventListener("popstate", () => { arriving = true; });
  history.pushState = function (state, unused, address) {
    const moves = new URL(address, location).pathname !== location.pathname;
    if (arriving && !moves) return history.replaceState(state, unused, address);
    arriving ||= moves;
    return push.call(history, state, unused, address);
  };
})();
