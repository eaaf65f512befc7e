// What the rows of a batch add (batch.py writes the tables at the end of the sum). A browser test
// compares what this computes with NumPy's products.
"use strict";
(() => {
  const {element, button, all} = dom, {slider} = plane;

  const divisor = (a, b) => b ? divisor(b, a % b) : Math.abs(a);

  // A fraction as formulas set it; one that follows an operation stands in brackets if negative.
  function fraction(above, below, after = false) {
    const by = divisor(above, below), bottom = below / by;
    const text = `${above / by}${bottom === 1 ? "" : `/${bottom}`}`.replace("-", "−");
    return after && above < 0 ? `(${text})` : text;
  }

  function prepare(place) {
    const {X, G} = JSON.parse(place.querySelector("script").textContent), N = X.length;
    const said = place.querySelector(".said");
    let added = 1, entry = null, below = 1;  // entry: [p, q] of the sum, or [p] of the bias

    // Calls act(element, place in it ...) for every element with this attribute.
    const each = (name, act) => all(place, `[data-${name}]`).forEach((one) =>
      act(one, ...one.dataset[name].split(" ").map(Number)));
    const sum = (rows, term) => rows.reduce((total, _, r) => total + term(r), 0);
    const weight = (p, q) => fraction(sum(X.slice(0, added), (r) => G[r][p] * X[r][q]), below);
    const bias = (p) => fraction(sum(X.slice(0, added), (r) => G[r][p]), below);
    const list = (values) => `(${values.map((one) => fraction(one, below)).join(", ")})`;

    function rowWords() {
      const r = added - 1;
      return `${added} of ${N} rows added. Example ${added}: the column ${list(G[r])}, put up, times the row ` +
        `(${X[r].map((one) => fraction(one, 1)).join(", ")}). To the slopes of the bias it adds ${list(G[r])}.`;
    }

    function entryWords([p, q]) {
      const terms = X.map((row, r) => fraction(G[r][p], below, r > 0) +
        (q === undefined ? "" : ` · ${fraction(row[q], 1, true)}`)).join(" + ");
      return q === undefined
        ? `Entry ${p + 1} of the bias went to all ${N} rows, so column ${p + 1} of G is added up: ` +
          `${terms} = ${bias(p)}.`
        : `Row ${p + 1}, column ${q + 1}: column ${p + 1} of G times column ${q + 1} of X, ` +
          `${terms} = ${weight(p, q)}. Each example has added one of these terms.`;
    }

    function show() {
      const row = added - 1, [p, q] = entry ?? [], light = (one, on) => one.classList.toggle("lit", on);
      const inRow = (r, column, chosen) => entry ? column === chosen : r === row;
      each("g", (one, r, at) => { one.textContent = fraction(G[r][at], below); light(one, inRow(r, at, p)); });
      each("x", (one, r, at) => light(one, inRow(r, at, q)));
      each("copy", (one, r, at) => light(one, entry ? q === undefined && at === p : r === row));
      each("stands", (one, r, at) => { one.textContent = fraction(G[r][at], below); });
      each("term", (one, r, i, j) => {
        one.textContent = fraction(G[r][i] * X[r][j], below);
        light(one, entry ? i === p && j === q : r === row);
        one.closest("table").classList.toggle("later", r > row);
      });
      for (const {one, at} of buttons) {
        const value = at.length === 2 ? weight(...at) : bias(...at);
        one.textContent = value;
        one.setAttribute("aria-pressed", `${at}` === `${entry}`);
        one.setAttribute("aria-label", at.length === 2 ? `Row ${at[0] + 1}, column ${at[1] + 1} of the sum: ${value}`
          : `Slope of entry ${at[0] + 1} of the bias: ${value}`);
      }
      rows.input.value = added;
      rows.output.textContent = `${added} of ${N}`;
      said.textContent = (entry ? entryWords(entry) : rowWords()) +
        (below > 1 ? ` The factor 1/${N} of the mean is inside G, once.` : "");
    }

    const buttons = all(place, "[data-sum], [data-fold]").map((cell) => {
      const at = (cell.dataset.sum ?? cell.dataset.fold).split(" ").map(Number);
      const one = button("", () => { [entry, added] = [at, N]; show(); });
      cell.replaceChildren(one);
      return {one, at};
    });
    const rows = slider("Rows added", {min: 1, max: N, step: 1}, (to) => { [entry, added] = [null, to]; show(); });
    const mean = element("input", {type: "checkbox"});
    mean.addEventListener("change", () => { below = mean.checked ? N : 1; show(); });
    place.querySelector(".sums").remove();
    said.before(element("div", {class: "controls"}, rows.label,
      element("label", {class: "ask"}, mean, " the loss is the mean of the examples, not their sum")));
    said.setAttribute("aria-live", "polite");
    show();
  }

  document.querySelectorAll(".interactive.batch .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
