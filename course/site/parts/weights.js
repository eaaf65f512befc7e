// The shape explorer for a matrix of weights: the block of slopes with its zeros, and the products
// that give the gradient matrix, or do not. The table that stands here without a script is computed
// by weights.py; a test compares all products with measured gradients.
"use strict";
(() => {
  const {element, draw, all} = dom, {LARGEST, CELL, SLOT, GAP, TOP, product, show, grid, block} = shapes;
  const SMALL = 11, BETWEEN = 10;  // cells of a slice, and the room between two slices
  const SIZES = {m: "outputs m", n: "inputs n", N: "examples N"};
  const [G, X] = [(N) => ({letter: N > 1 ? "G" : "g", kind: "fg"}), (N) => ({letter: N > 1 ? "X" : "x", kind: "gx"})];

  // The two factors. One example is a batch of one row, so that its g and x are columns put down.
  const ORDERS = {
    "as derived": ({m, n, N}) => [{...G(N), shape: [m, N], up: N === 1}, {...X(N), shape: [N, n], up: N > 1}],
    "turned round": ({m, n, N}) => [{...X(N), shape: [n, N], up: N === 1}, {...G(N), shape: [N, m], up: N > 1}],
    exchanged: ({m, n, N}) => [{...X(N), shape: [N, n], up: N > 1}, {...G(N), shape: [m, N], up: N === 1}],
  };

  const nameOf = (factors) => factors.map(({letter, up}) => `<i>${letter}</i>${up ? "" : "<sup>T</sup>"}`).join(" ");

  // [kind, words]: what this product is, beside the gradient matrix.
  function verdict(state) {
    const {m, n, N, order} = state, factors = ORDERS[order](state), [a, b] = factors.map(({shape}) => shape);
    const found = product(a, b), name = `${nameOf(factors)}: (${show(a)})(${show(b)})`;
    if (!found)
      return ["fails", `${name} does not fit: rows of ${a[1]} meet columns of ${b[0]}.`];
    if (order === "as derived")
      return ["fits", `${name} = ${show(found)}, the shape of <i>W</i>: ` +
        (N > 1 ? `it has added up the ${N} examples.` : "every output's slope times every input.")];
    if (m * n === 1 && (N === 1 || order === "turned round"))
      return ["fits", `${name} = 1 × 1. All is one number here, and numbers may be exchanged.`];
    if (String(found) !== String([m, n]))
      return ["wrong", `${name} = ${show(found)} fits, and is wrong: <i>W</i> is ${show([m, n])}.`];
    return ["wrong", `${name} = ${show(found)} fits, has even the shape of <i>W</i>, and is wrong: ` +
      (order === "exchanged" ? "it pairs examples with examples." : "it is the transpose.")];
  }

  // A slice for each output: in slice i the input stands in row i, and all else is zero.
  function slices(svg, {m, n}) {
    const wide = n * SMALL + BETWEEN;
    svg.replaceChildren();
    for (let i = 0; i < m; i++) {
      const slice = draw(svg, "g", {class: "slice"});
      grid(slice, i * wide + 1, 1, [m, n], SMALL);
      draw(slice, "rect", {class: "alive", x: i * wide + 1, y: i * SMALL + 1, width: n * SMALL, height: SMALL});
    }
    const width = m * wide;
    svg.setAttribute("viewBox", `0 0 ${width} ${m * SMALL + 2}`);
    svg.style.maxWidth = `${1.25 * width}px`;
    svg.setAttribute("aria-label", `${m} slices of ${show([m, n])}, in each one row that is not zero`);
  }

  function products(svg, state) {
    const factors = ORDERS[state.order](state), found = product(...factors.map(({shape}) => shape));
    const [kind] = verdict(state), height = Math.max(...factors.map(({shape}) => shape[0]), found?.[0] ?? 2, 2) * CELL;
    svg.replaceChildren();
    let x = 0;
    factors.forEach(({letter, shape, up, kind: edge}, k) => {
      x += block(svg, x, height, shape, edge, (middle) => {
        const text = draw(svg, "text", {x: middle, y: 16}, draw(svg, "tspan", {class: "letter"}, letter));
        if (!up) draw(text, "tspan", {dy: -5}, "T");
      });
      draw(svg, "text", {x: x + GAP / 2, y: TOP + height / 2 + 6, class: "sign"}, "·="[k]);
      x += GAP;
    });
    const bad = kind === "fits" ? "" : "bad";
    if (found) {
      x += block(svg, x, height, found, bad ? "wrong" : "fx", (middle) => {
        const text = draw(svg, "text", {x: middle, y: 14, class: bad}, bad ? "✗ wrong" : "grad");
        if (bad) return;
        draw(text, "tspan", {class: "index", dy: 4}, "W");
        draw(text, "tspan", {dy: -4}, " L");
      });
    } else {
      draw(svg, "text", {x: x + SLOT / 2, y: TOP + height / 2 + 6, class: "sign bad"}, "✗");
      draw(svg, "text", {x: x + SLOT / 2, y: TOP + height + 18}, "does not fit");
      x += SLOT;
    }
    svg.setAttribute("viewBox", `0 0 ${x} ${TOP + height + 42}`);
    svg.style.maxWidth = `${1.25 * x}px`;
    svg.setAttribute("aria-label", `${factors.map(({shape}) => show(shape)).join(" times ")}: ` +
      (found ? show(found) : "does not fit"));
  }

  function prepare(place) {
    const {m, n, examples} = place.dataset, given = {m, n, N: examples};
    const whole = place.querySelector(".whole"), box = element("div");
    const sizes = Object.entries(SIZES).map(([name, text]) => `<label>${text}
      <input name="${name}" type="number" min="1" max="${LARGEST}" step="1" value="${given[name]}"></label>`);
    const orders = Object.keys(ORDERS).map((one) => `<option>${one}</option>`);
    box.innerHTML = `<div class="choices">${sizes.join("")}
        <label>Factors <select name="order">${orders.join("")}</select></label></div>
      <svg role="img" class="slices-of"></svg><p class="count"></p><svg role="img" class="product"></svg>
      <p class="verdict" aria-live="polite"></p>`;
    const closed = element("details", {}, element("summary", {}, "All shapes as a table"));
    whole.replaceWith(box, closed);
    closed.append(whole);
    const fields = all(box, "input, select"), [count, line] = all(box, "p");

    function render() {
      const state = Object.fromEntries(fields.map((one) => [one.name, one.type === "number"
        ? Math.min(LARGEST, Math.max(1, Math.round(Number(one.value)) || 1)) : one.value]));
      const {m, n, N} = state, [kind, words] = verdict(state);
      slices(box.querySelector(".slices-of"), state);
      const [examples, times] = N > 1 ? [`all ${N} examples`, `${N} × `] : ["one example", ""];
      count.textContent = `A slice for each output. With ${examples} there are ` +
        `${times}${m} × ${m} × ${n} = ${N * m * m * n} slopes, and all but ${N * m * n} of them are ` +
        `always zero. The gradient matrix has ${m * n} entries.`;
      products(box.querySelector(".product"), state);
      line.className = `verdict ${kind}`;
      line.innerHTML = words;
      return state;
    }

    box.addEventListener("input", render);
    box.addEventListener("change", ({target}) => {
      if (target.type === "number") target.value = render()[target.name];
    });
    render();
  }

  document.querySelectorAll(".interactive.weights .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
