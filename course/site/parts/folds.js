// The switch of a page: read / with code / with proofs. It opens every fold of its kind, here and on
// every page that is opened later.
"use strict";

(() => {
  const {all} = dom;
  const OPEN = {
    read: "", code: ".setup, .plot, .machine", proofs: ".setup, .plot, .machine, .verified",
  };
  const place = document.querySelector(".page-switch");
  if (!place) return;

  function show(what) {
    for (const one of all(document, "article details.fold:not(.gate)")) {
      one.open = Boolean(OPEN[what]) && one.matches(OPEN[what]);
    }
    for (const one of all(place, "input")) one.checked = one.value === what;
  }

  place.addEventListener("change", ({target}) => {
    store.change((kept) => { kept.shown = target.value; });
    const top = place.getBoundingClientRect().top;
    show(target.value);
    scrollBy(0, place.getBoundingClientRect().top - top);  // what opens above moves nothing
    const open = all(document, "article details.fold[open]:not(.gate)").length;
    place.querySelector("[role=status]").textContent = `${open} ${open === 1 ? "part" : "parts"} open`;
  });
  store.watch(() => show(store.read().shown));
  if (store.read().shown !== "read") show(store.read().shown);
})();
