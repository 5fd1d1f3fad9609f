/* What a person types, compared with the names of areas: one rule for every page of the site. */
"use strict";
window.gapmapSearch = (() => {
  const districtsOf = () => window.gapmapDistricts || {};
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replaceAll("&", " and ").replace(/[^a-z0-9]+/g, " ").trim();

  /* The areas of a postcode district, or of the one that a whole postcode is in. */
  function inDistrict(text) {
    const postcode = text.toUpperCase().replace(/[^A-Z0-9]/g, "");
    const districts = districtsOf();
    return districts[postcode] || districts[postcode.slice(0, -3)] || null;
  }

  /* Whether a name's code and words fit what is typed; of nothing typed, null. */
  function testOf(text) {
    const typed = folded(text), codes = typed && inDistrict(text);
    if (!typed) return null;
    return (code, words) => codes ? codes.includes(code) : words.includes(typed);
  }

  /* What is said of the number of names found. */
  function said(text, number) {
    if (number) return `${number} ${number === 1 ? "name" : "names"}.`;
    const postcode = /^[a-z]{1,2}[0-9][a-z0-9]?( ?[0-9][a-z]{2})?$/.test(folded(text));
    return postcode && !Object.keys(districtsOf()).length
      ? "Postcodes are not in this copy of the site: type the name of a council, county or force."
      : "No area is called that. Type a council, county, police force, its code or a district.";
  }

  return { folded, said, testOf };
})();
