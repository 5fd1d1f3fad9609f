/* The list of names follows what is typed; Enter opens the first. */
"use strict";
(() => {
  const { said, testOf } = window.gapmapSearch;
  const box = document.getElementById("find"), told = document.getElementById("said");
  const lines = [...document.querySelectorAll("#names li")];
  box.disabled = false;

  function show() {
    const fits = testOf(box.value);
    for (const line of lines) {
      const { words } = line.dataset;
      line.hidden = Boolean(fits) && !fits(words.split(" ")[0], words);
    }
    const seen = lines.filter((line) => !line.hidden);
    told.textContent = fits ? said(box.value, seen.length) : "";
    return seen;
  }

  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const [first] = box.value ? show() : [];
    if (first) location.href = first.querySelector("a").href;
  });
  show();
})();
