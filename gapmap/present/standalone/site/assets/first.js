/* Before anything is painted: what works with scripts alone has its place from the start, and what a
   link to filters or an area changes is not shown as it is without them. */
"use strict";
(() => {
  const { classList } = document.documentElement, LONG_MS = 8000;
  classList.add("js");
  if (!/[#&](types|routes|accepts|include_unstated|layout|area)=/.test(location.hash)) return;
  classList.add("later");
  setTimeout(() => classList.remove("later"), LONG_MS);  // should the scripts never come
})();
