/* The list of names follows what is typed; Enter opens the first. */
"use strict";
(() => {
  const box = document.getElementById("find"), said = document.getElementById("said");
  const lines = [...document.querySelectorAll("#names li")];
  const districts = window.gapmapDistricts || {};
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replaceAll("&", " and ").replace(/[^a-z0-9]+/g, " ").trim();
  document.documentElement.classList.add("js");
  box.disabled = false;

  /* The areas of a postcode district, or of the one that a whole postcode is in. */
  function inDistrict(text) {
    const postcode = text.toUpperCase().replace(/[^A-Z0-9]/g, "");
    return districts[postcode] || districts[postcode.slice(0, -3)] || null;
  }

  function show() {
    const typed = folded(box.value), codes = typed && inDistrict(box.value);
    const fits = (line) => codes ? codes.includes(line.dataset.words.split(" ")[0])
      : line.dataset.words.includes(typed);
    for (const line of lines) line.hidden = Boolean(typed) && !fits(line);
    const seen = lines.filter((line) => !line.hidden);
    const postcode = /^[a-z]{1,2}[0-9][a-z0-9]?( ?[0-9][a-z]{2})?$/.test(typed);
    const none = postcode && !Object.keys(districts).length
      ? "Postcodes are not in this copy of the site: type the name of a council, county or force."
      : "No area is called that. Type a council, county, police force, its code or a district.";
    said.textContent = !typed ? "" : seen.length
      ? `${seen.length} ${seen.length === 1 ? "name" : "names"}.` : none;
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
