// The shape explorer: the Jacobians of f(g(x)) as blocks, in either layout and either order. The
// table that stands here without a script is computed by shapes.py; a test compares both.
"use strict";
(() => {
  const {element, draw} = dom;
  const LARGEST = 6, CELL = 18, SLOT = 88, GAP = 24, TOP = 26;
  const PARTS = {x: ["n", "input x"], g: ["k", "inner g"], f: ["m", "output f"]};

  const jacobian = (outputs, inputs, layout) =>
    layout === "numerator" ? [outputs, inputs] : [inputs, outputs];
  const product = (left, right) => left[1] === right[0] ? [left[0], right[1]] : null;
  const show = (shape) => `${shape[0]} × ${shape[1]}`;

  function nameOf([rows, columns]) {
    if (rows === 1 && columns === 1) return "number";
    return rows === 1 ? "row" : columns === 1 ? "column" : "matrix";
  }

  // What the state means: the two factors in the chosen order, their product, the right shape.
  function meaning({n, k, m, layout, order}) {
    const outer = {top: "f", below: "g", shape: jacobian(m, k, layout)};
    const inner = {top: "g", below: "x", shape: jacobian(k, n, layout)};
    const asIs = (layout === "numerator") === (order === "right");
    const [left, right] = asIs ? [outer, inner] : [inner, outer];
    return {left, right, found: product(left.shape, right.shape), wanted: jacobian(m, n, layout)};
  }

  function verdict(state) {
    const {left, right, found, wanted} = meaning(state);
    const [a, b] = [left.shape, right.shape];
    const rule = state.layout === "numerator"
      ? "In numerator layout the outer Jacobian df/dg stands on the left."
      : "In denominator layout the outer Jacobian df/dg stands on the right.";
    if (!found) {
      const number = [a, b].some((one) => one[0] * one[1] === 1)
        ? " (A number may stand on either side, if you treat it as a number and not as a 1 × 1 matrix.)"
        : "";
      return ["fails", `Fails: (${show(a)})(${show(b)}): rows of ${a[1]} meet columns of ${b[0]}. ${rule}${number}`];
    }
    const fits = `(${show(a)})(${show(b)}): the inner sizes agree, ${a[1]} = ${b[0]}`;
    if (state.order === "right")
      return ["fits", `Fits: ${fits}, the outer ones remain. df/dx is ${show(found)}, a ${nameOf(found)}.`];
    if (String(found) !== String(wanted))
      return ["wrong", `Fits, and is wrong: ${fits}, but the product is ${show(found)}, ` +
        `and df/dx is ${show(wanted)}. ${rule}`];
    if (a[0] * a[1] * b[1] === 1)
      return ["fits", `Fits: ${fits}. All are numbers, and numbers may be exchanged.`];
    return ["wrong", `Fits, even in shape, and is wrong: ${fits}, but matrices may not be ` +
      `exchanged: AB is not BA. ${rule}`];
  }

  // Why a predicted shape is right or wrong; a wrong one does not give the answer away.
  function judge(state, rows, columns) {
    const [r, c] = meaning(state).wanted, numerator = state.layout === "numerator";
    const [across, down] = numerator ? ["output f", "input x"] : ["input x", "output f"];
    const rule = `In ${state.layout} layout there is a row for each entry of the ${across} and a ` +
      `column for each entry of the ${down}.`;
    if (![rows, columns].every((one) => Number.isInteger(one) && one > 0))
      return [false, "Type two whole numbers: rows and columns."];
    if (rows === r && columns === c) return [true, `Right: ${r} × ${c}. ${rule}`];
    if (rows === c && columns === r)
      return [false, `Not yet: that is the transpose, the shape in the other layout. ${rule}`];
    const inner = (rows !== r && rows === state.k) || (columns !== c && columns === state.k);
    const why = inner
      ? "Not yet: k is the inner size; it is in both factors and vanishes in their product."
      : rows === r ? "Not yet: the rows are right, the columns are not."
        : columns === c ? "Not yet: the columns are right, the rows are not."
          : "Not yet: neither the rows nor the columns.";
    return [false, `${why} ${rule}`];
  }

  // d top / d below; vectors are bold.
  function slope(parent, x, top, below, state) {
    const text = draw(parent, "text", {x, y: 14});
    const weight = (one) => state[PARTS[one][0]] > 1 || state.kinds[one] === "vector" ? 700 : 400;
    for (const [word, of] of [["d", null], [top, top], ["/d", null], [below, below]])
      draw(text, "tspan", of ? {"font-weight": weight(of), "font-style": "italic"} : {}, word);
  }

  function block(svg, x, height, part, state) {
    const [rows, columns] = part.shape;
    const width = Math.max(SLOT, columns * CELL), middle = x + width / 2;
    const left = middle - columns * CELL / 2, top = TOP + (height - rows * CELL) / 2;
    if (part.top) slope(svg, middle, part.top, part.below, state);
    else draw(svg, "text", {x: middle, y: 14, class: "bad"}, "✗ not df/dx");
    const group = draw(svg, "g", {class: `block ${part.top ?? ""}${part.below ?? "wrong"}`});
    group.dataset.shape = show(part.shape);
    draw(group, "rect", {x: left, y: top, width: columns * CELL, height: rows * CELL});
    for (let row = 1; row < rows; row++)
      draw(group, "path", {d: `M${left} ${top + row * CELL} h${columns * CELL}`});
    for (let column = 1; column < columns; column++)
      draw(group, "path", {d: `M${left + column * CELL} ${top} v${rows * CELL}`});
    draw(svg, "text", {x: middle, y: TOP + height + 18}, show(part.shape));
    draw(svg, "text", {x: middle, y: TOP + height + 35, class: "quiet"}, nameOf(part.shape));
    return width;
  }

  function picture(svg, state) {
    const {left, right, found} = meaning(state);
    const heights = [left, right].map((one) => one.shape[0]);
    if (state.shown && found) heights.push(found[0]);
    const height = Math.max(...heights, 2) * CELL;
    const sign = (x, text, kind) =>
      draw(svg, "text", {x, y: TOP + height / 2 + 6, class: `sign ${kind}`}, text);
    svg.replaceChildren();
    let x = block(svg, 0, height, left, state);
    sign(x + GAP / 2, "·", "");
    x += GAP;
    x += block(svg, x, height, right, state);
    sign(x + GAP / 2, "=", "");
    x += GAP;
    if (state.shown && found) {
      const fits = verdict(state)[0] === "fits";
      x += block(svg, x, height, {...fits && {top: "f", below: "x"}, shape: found}, state);
    } else {
      const failed = state.shown && !found;
      sign(x + SLOT / 2, failed ? "✗" : "?", failed ? "bad" : "");
      if (failed) draw(svg, "text", {x: x + SLOT / 2, y: TOP + height + 18}, "does not fit");
      x += SLOT;
    }
    svg.setAttribute("viewBox", `0 0 ${x} ${TOP + height + 42}`);
    svg.style.maxWidth = `${1.25 * x}px`;
    const last = !state.shown ? "to be predicted" : found ? show(found) : "does not fit";
    svg.setAttribute("aria-label",
      `d${left.top}/d${left.below}, ${show(left.shape)}, times d${right.top}/d${right.below}, ` +
      `${show(right.shape)}: ${last}`);
  }

  const kindOf = (part) => `<label>${PARTS[part][1]}
    <select name="${part}"><option>number</option><option>vector</option></select></label>`;
  const sizeOf = (part) => `<label>${PARTS[part][0]}
    <input name="${PARTS[part][0]}" type="number" min="1" max="${LARGEST}" step="1"></label>`;
  const FORM = `
    <div class="choices">${Object.keys(PARTS).map((one) => `<div>${kindOf(one)} ${sizeOf(one)}</div>`).join("")}
      <label>Layout <select name="layout"><option value="numerator">numerator</option>
        <option value="denominator">denominator</option></select></label>
      <label>Order of the factors <select name="order"><option value="right">as the layout wants it</option>
        <option value="wrong">exchanged</option></select></label></div>
    <form class="predict" novalidate><strong>Predict df/dx:</strong>
      <label>rows <input name="rows" type="number" min="1" step="1"></label>
      <label>columns <input name="columns" type="number" min="1" step="1"></label>
      <button type="submit">Check</button> <button type="button" class="reveal">Show</button></form>
    <p class="reason" aria-live="polite"></p>
    <svg role="img"></svg>
    <p class="verdict" aria-live="polite"></p>`;

  function prepare(place) {
    const whole = place.querySelector(".whole"), box = element("div");
    box.innerHTML = FORM;
    const closed = element("details", {}, element("summary", {}, "All cases as a table"));
    place.replaceChildren(box, closed);
    closed.append(whole);
    const field = (name) => box.querySelector(`[name="${name}"]`);
    const sizes = {...place.dataset};
    const state = {kinds: {}, shown: false};
    for (const [part, [letter]] of Object.entries(PARTS)) {
      field(letter).value = sizes[letter];
      field(part).value = sizes[letter] > 1 ? "vector" : "number";
    }

    function read() {
      for (const [part, [letter]] of Object.entries(PARTS)) {
        const one = field(letter), vector = field(part).value === "vector";
        state.kinds[part] = field(part).value;
        one.disabled = !vector;
        if (vector && one.dataset.kept) { one.value = one.dataset.kept; delete one.dataset.kept; }
        if (!vector && !one.dataset.kept) { one.dataset.kept = one.value; one.value = 1; }
        const typed = Math.round(Number(one.value));
        state[letter] = Math.min(LARGEST, Math.max(1, typed || 1));
      }
      state.layout = field("layout").value;
      state.order = field("order").value;
    }

    function render() {
      read();
      const line = box.querySelector(".verdict"), [kind, text] = verdict(state);
      picture(box.querySelector("svg"), state);
      line.className = `verdict ${state.shown ? kind : ""}`;
      line.textContent = state.shown ? text : "Predict the shape of df/dx first, or let it be shown.";
    }

    function say(text, right) {
      const line = box.querySelector(".reason");
      line.textContent = text;
      line.className = `reason ${text ? right ? "right" : "not-yet" : ""}`;
    }

    box.querySelector(".choices").addEventListener("input", (event) => {
      if (event.target.name !== "order") { state.shown = false; say(""); }
      render();
    });
    box.querySelector(".choices").addEventListener("change", (event) => {
      const letter = event.target.name; // what was typed beyond the limits falls back into them
      if (state[letter] && event.target.type === "number") event.target.value = state[letter];
    });
    box.querySelector(".predict").addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = ["rows", "columns"].map((name) => Number(field(name).value));
      const [right, why] = judge(state, ...typed);
      state.shown = state.shown || right;
      say(why, right);
      render();
    });
    box.querySelector(".reveal").addEventListener("click", () => { state.shown = true; render(); });
    render();
  }

  document.querySelectorAll(".interactive.shapes .explorer").forEach(prepare);
})();
