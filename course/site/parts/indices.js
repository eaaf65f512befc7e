// Sums of entries, and the products that they are. indices.py has written every grid and every
// product; this script lights what a term takes, and adds up the numbers that stand in the grids.
"use strict";
(() => {
  const {element, button, all} = dom;
  const read = (cell) => Number(cell.textContent.replace("−", "-"));
  const number = (value, after) => {
    const text = String(value).replace("-", "−");
    return after && value < 0 ? `(${text})` : text;
  };
  const KEYS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

  function prepare(place) {
    const {free, summed} = place.dataset, sizes = {};
    const grids = all(place, ".grid").map((table) => {
      const cells = [...table.tBodies[0].rows].map((row) => all(row, "td")), {of} = table.dataset;
      [cells.length, cells[0].length].forEach((size, k) => { if (of[k]) sizes[of[k]] = size; });
      return {table, cells, of, letter: table.caption.querySelector("i")?.textContent,
        numbers: cells.map((row) => row.map(read))};
    });
    const result = grids.pop();
    const every = [...Array([...summed].reduce((product, one) => product * sizes[one], 1)).keys()];  // term
    const held = Object.fromEntries([...free].map((one) => [one, 0]));
    let term = 0;

    // Where all the indices are in the term of this number; the last summed one runs fastest.
    function indices(at) {
      const now = {...held};
      for (const one of [...summed].reverse()) {
        now[one] = at % sizes[one];
        at = Math.floor(at / sizes[one]);
      }
      return now;
    }
    const value = ({of, numbers}, now) => numbers[now[of[0]]][now[of[1]] ?? 0];
    const name = (letter, of, now) =>
      [element("i", {}, letter), element("sub", {}, [...of].map((one) => now[one] + 1).join(""))];

    function light({table, cells, of}, now) {
      const agree = (at, among) => [...of].every((one, k) => !among.includes(one) || at[k] === now[one]);
      cells.forEach((row, i) => row.forEach((cell, j) => {
        cell.classList.toggle("lit", agree([i, j], free));
        cell.classList.toggle("now", agree([i, j], free + summed));
      }));
      [all(table, "tbody th"), all(table, "thead th")].forEach((side, k) =>
        side.forEach((one, at) => one.classList.toggle("now", at === now[of[k]])));
    }

    function show() {
      const now = indices(term), here = result.letter && free ? name(result.letter, free, now) : ["the number"];
      for (const one of [...grids, result]) light(one, now);
      const factors = (at) => grids.map((one) => value(one, indices(at)));
      const written = (at, first) => factors(at).map((one, k) => number(one, k > 0 || !first)).join(" · ");
      const product = (at) => factors(at).reduce((so_far, one) => so_far * one, 1);
      const sum = (many) => every.slice(0, many).reduce((so_far, at) => so_far + product(at), 0);
      terms.replaceChildren(...here.map((one) => one.cloneNode?.(true) ?? one), " = ",
        ...every.flatMap((at) => [at ? " + " : "",
          element("span", at === term ? {class: "now"} : {}, written(at, at === 0))]),
        ` = ${number(sum(every.length))}`);
      const walk = [...summed].flatMap((one) => [", ", element("i", {}, one), ` = ${now[one] + 1}`]);
      said.replaceChildren(...here, `, term ${term + 1} of ${every.length}`, ...walk, ": ",
        ...grids.flatMap(({letter, of}) => [...name(letter, of, now), " "]),
        `= ${written(term, true)} = ${number(product(term))}; so far ${number(sum(term + 1))}.`);
      for (const {made, at} of entries)
        made.setAttribute("aria-pressed", [...free].every((one, k) => at[k] === held[one]));
    }

    function choose(at) {
      [...free].forEach((one, k) => { held[one] = at[k]; });
      term = 0;
      show();
    }

    const terms = place.querySelector(".terms"), said = element("p", {class: "said", "aria-live": "polite"});
    const entries = !free ? [] : result.cells.flatMap((row, i) => row.map((cell, j) => {
      const made = button(cell.textContent, () => choose([i, j]), {
        "aria-label": `Entry ${[...free].map((_, k) => [i, j][k] + 1).join(", ")}: ${cell.textContent}`});
      cell.replaceChildren(made);
      return {made, at: [i, j]};
    }));
    result.table.addEventListener("keydown", (event) => {
      const by = KEYS[event.key], from = entries.find(({made}) => made === event.target);
      if (!by || !from || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const to = entries.find(({at}) => at.every((one, k) => one === from.at[k] + by[k]));
      to?.made.focus();
      if (to) choose(to.at);
    });
    const step = (by) => () => { term = (term + by + every.length) % every.length; show(); };
    terms.before(element("div", {class: "controls"}, button("Previous term", step(-1)), button("Next term", step(1))));
    terms.after(said);
    show();
  }

  function prepareAll(part) {
    const readings = all(part, ".reading");
    readings.forEach(prepare);
    const picks = readings.map((one) => {
      const made = button("", () => pick(one));
      made.append(...[...one.querySelector(".written").childNodes].map((node) => node.cloneNode(true)));
      return made;
    });
    function pick(chosen) {
      readings.forEach((one, k) => {
        one.hidden = one !== chosen;
        picks[k].setAttribute("aria-pressed", one === chosen);
      });
    }
    readings[0].before(element("div", {class: "controls picks", role: "group", "aria-label": "Sums"}, ...picks));
    pick(readings[1]);
  }

  document.querySelectorAll(".interactive.indices .part").forEach((one) => dom.whenLaidOut(one, prepareAll));
})();
