// The gradient of a layer, slice by slice. slices.py has written the tables and every sum; this
// script chooses the weight that is lit. It computes no number.
"use strict";
(() => {
  const {element, button, all} = dom;

  function prepare(place) {
    const cells = all(place, "td[data-entry]"), sums = place.querySelector(".sums");
    const columns = Number(place.dataset.columns);

    function choose(chosen) {
      const entry = cells[chosen].dataset.entry;
      for (const one of all(place, "[data-place]"))
        one.classList.toggle("lit", one.dataset.place === entry);
      for (const sum of sums.children) sum.hidden = sum.dataset.entry !== entry;
      buttons.forEach((one, at) => one.setAttribute("aria-pressed", at === chosen));
    }

    const buttons = cells.map((cell, at) => {
      const [row, column] = cell.dataset.entry.split(" ").map((one) => Number(one) + 1);
      const made = button(cell.textContent, () => choose(at), {
        "aria-label": `Weight ${row}, ${column}: ${cell.textContent}`});
      cell.classList.remove("now");
      cell.replaceChildren(made);
      return made;
    });
    place.querySelector(".tables").addEventListener("keydown", (event) => {
      const from = buttons.indexOf(event.target), right = from % columns;
      const by = {ArrowRight: right < columns - 1 ? 1 : 0, ArrowLeft: right > 0 ? -1 : 0,
        ArrowDown: columns, ArrowUp: -columns}[event.key];
      if (from < 0 || by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (!buttons[from + by]) return;
      choose(from + by);
      buttons[from + by].focus();
    });
    sums.before(element("div", {class: "controls"}, element("span", {}, "Arrow keys go from weight to weight.")));
    sums.setAttribute("aria-live", "polite");
    choose(cells.findIndex((cell) => cell.dataset.entry === place.dataset.first));
  }

  document.querySelectorAll(".interactive.slices .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
