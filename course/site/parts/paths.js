// Row times column as a sum over paths. paths.py has written the graph, the matrices and all four
// sums; this script chooses the entry that is lit. It computes no number.
"use strict";
(() => {
  const {element, button, all} = dom;
  const PAUSE = 2600;  // milliseconds for which an entry stays when all four are played

  function prepare(place) {
    const entries = all(place, ".matrices [data-entry]").map((cell) => cell.dataset.entry);
    const sums = place.querySelector(".sums");
    let at = entries.indexOf(`${place.dataset.to} ${place.dataset.from}`), playing = null;

    function show() {
      const [to, from] = entries[at].split(" ");
      for (const one of all(place, ".edge, .matrices td[class*=via]"))
        one.classList.toggle("lit", one.matches(`.to-${to}, .from-${from}`));
      for (const dot of all(place, ".dot"))
        dot.classList.toggle("lit", [`x ${from}`, `y ${to}`].includes(dot.dataset.dot));
      for (const sum of sums.children) sum.hidden = sum.dataset.entry !== entries[at];
      for (const one of buttons) one.setAttribute("aria-pressed", one === buttons[at]);
    }

    function stop() {
      clearInterval(playing);
      playing = null;
      play.textContent = "Play all four";
      sums.setAttribute("aria-live", "polite");
    }

    function choose(entry) {
      stop();
      at = entry;
      show();
    }

    // From the first entry to the last; a screen reader, for which that would be too fast, is told
    // of the last one only.
    function start() {
      sums.setAttribute("aria-live", "off");
      play.textContent = "Pause";
      at = 0;
      show();
      playing = setInterval(() => {
        at += 1;
        if (at === entries.length - 1) stop();
        show();
      }, PAUSE);
    }

    const buttons = all(place, ".matrices td[data-entry]").map((cell, entry) => {
      const [to, from] = cell.dataset.entry.split(" ").map((one) => Number(one) + 1);
      const made = button(cell.textContent, () => choose(entry), {
        "aria-label": `Entry ${to}, ${from}: ${cell.textContent}`});
      cell.classList.remove("now");
      cell.replaceChildren(made);
      return made;
    });
    place.querySelector(".matrices").addEventListener("keydown", (event) => {
      const by = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 2, ArrowUp: -2}[event.key];
      const entry = buttons.indexOf(event.target) + by;
      if (!by || event.ctrlKey || event.altKey || event.metaKey || !buttons[entry]) return;
      event.preventDefault();
      event.stopPropagation();
      choose(entry);
      buttons[entry].focus();
    });
    const play = button("", () => playing ? stop() : start());
    sums.before(element("div", {class: "controls"}, play, element("span", {}, "Arrow keys go from entry to entry.")));
    stop();
    show();
  }

  document.querySelectorAll(".interactive.paths .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
