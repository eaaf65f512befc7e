// The shape explorer: one Jacobian as a block, or the two of f(g(x)) in either order; in either
// layout. The table that stands here without a script is computed by shapes.py; a test compares both.
"use strict";
const shapes = (() => {
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

  // A derivative with respect to a single number has a straight d, to a vector a round one.
  const sign = (below, state) => state.kinds[below] === "vector" ? "∂" : "d";
  const slopeOf = (top, below, state) => `${sign(below, state)}${top}/${sign(below, state)}${below}`;

  // What the state means: the two factors in the chosen order, their product, the right shape.
  function meaning({n, k, m, layout, order, alone}) {
    if (alone) return {found: jacobian(m, n, layout), wanted: jacobian(m, n, layout)};
    const outer = {top: "f", below: "g", shape: jacobian(m, k, layout)};
    const inner = {top: "g", below: "x", shape: jacobian(k, n, layout)};
    const asIs = (layout === "numerator") === (order === "right");
    const [left, right] = asIs ? [outer, inner] : [inner, outer];
    return {left, right, found: product(left.shape, right.shape), wanted: jacobian(m, n, layout)};
  }

  function verdict(state) {
    const {left, right, found, wanted} = meaning(state), whole = slopeOf("f", "x", state);
    if (state.alone) return ["fits", `${whole} is ${show(found)}, a ${nameOf(found)}.`];
    const [a, b] = [left.shape, right.shape], side = state.layout === "numerator" ? "left" : "right";
    const rule = `In ${state.layout} layout the outer Jacobian ${slopeOf("f", "g", state)} is on the ${side}.`;
    if (!found) {
      const number = [a, b].some((one) => one[0] * one[1] === 1)
        ? " (A number may stand on either side, if you treat it as a number and not as a 1 × 1 matrix.)"
        : "";
      return ["fails", `Does not fit: (${show(a)})(${show(b)}): rows of ${a[1]} meet columns of ${b[0]}. ` +
        `${rule}${number}`];
    }
    const fits = `(${show(a)})(${show(b)}): the inner sizes agree, ${a[1]} = ${b[0]}`;
    if (state.order === "right")
      return ["fits", `Fits: ${fits}, the outer ones remain. ${whole} is ${show(found)}, a ${nameOf(found)}.`];
    if (String(found) !== String(wanted))
      return ["wrong", `Fits, and is wrong: ${fits}, but the product is ${show(found)}, ` +
        `and ${whole} is ${show(wanted)}. ${rule}`];
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
    const inner = !state.alone
      && ((rows !== r && rows === state.k) || (columns !== c && columns === state.k));
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
    const d = sign(below, state);
    for (const [word, of] of [[d, null], [top, top], [`/${d}`, null], [below, below]])
      draw(text, "tspan", of ? {"font-weight": weight(of), "font-style": "italic"} : {}, word);
  }

  function grid(parent, left, top, [rows, columns], cell) {
    draw(parent, "rect", {x: left, y: top, width: columns * cell, height: rows * cell});
    for (let row = 1; row < rows; row++)
      draw(parent, "path", {d: `M${left} ${top + row * cell} h${columns * cell}`});
    for (let column = 1; column < columns; column++)
      draw(parent, "path", {d: `M${left + column * cell} ${top} v${rows * cell}`});
  }

  // A matrix with its shape below it; `name(middle)` draws what stands above. Returns its width.
  function block(svg, x, height, shape, kind, name) {
    const [rows, columns] = shape;
    const width = Math.max(SLOT, columns * CELL), middle = x + width / 2;
    name(middle);
    const group = draw(svg, "g", {class: `block ${kind}`});
    group.dataset.shape = show(shape);
    grid(group, middle - columns * CELL / 2, TOP + (height - rows * CELL) / 2, shape, CELL);
    draw(svg, "text", {x: middle, y: TOP + height + 18}, show(shape));
    draw(svg, "text", {x: middle, y: TOP + height + 35, class: "quiet"}, nameOf(shape));
    return width;
  }

  const blockOf = ({top, below, shape}, svg, x, height, state) =>
    block(svg, x, height, shape, top ? top + below : "wrong", (middle) => {
      if (top) slope(svg, middle, top, below, state);
      else draw(svg, "text", {x: middle, y: 14, class: "bad"}, `✗ not ${slopeOf("f", "x", state)}`);
    });

  // That a product does not fit is to be seen at once, before anything is predicted.
  const open = (state) => state.shown || !meaning(state).found;

  function picture(svg, state) {
    const {left, right, found} = meaning(state), factors = state.alone ? [] : [left, right];
    const heights = factors.map((one) => one.shape[0]);
    if (state.shown && found) heights.push(found[0]);
    const height = Math.max(...heights, 2) * CELL;
    const write = (x, text, kind) =>
      draw(svg, "text", {x, y: TOP + height / 2 + 6, class: `sign ${kind}`}, text);
    svg.replaceChildren();
    let x = 0;
    for (const [part, after] of factors.map((one, k) => [one, "·="[k]])) {
      x += blockOf(part, svg, x, height, state);
      write(x + GAP / 2, after, "");
      x += GAP;
    }
    if (state.shown && found) {
      const fits = verdict(state)[0] === "fits";
      x += blockOf({...fits && {top: "f", below: "x"}, shape: found}, svg, x, height, state);
    } else {
      write(x + SLOT / 2, found ? "?" : "✗", found ? "" : "bad");
      if (found) slope(svg, x + SLOT / 2, "f", "x", state);
      if (!found) draw(svg, "text", {x: x + SLOT / 2, y: TOP + height + 18}, "does not fit");
      x += SLOT;
    }
    svg.setAttribute("viewBox", `0 0 ${x} ${TOP + height + 42}`);
    svg.style.maxWidth = `${1.25 * x}px`;
    const last = !found ? "does not fit" : state.shown ? show(found) : "to be predicted";
    const named = factors.map((one) => `${slopeOf(one.top, one.below, state)}, ${show(one.shape)}`);
    const name = state.alone ? slopeOf("f", "x", state) : named.join(", times ");
    svg.setAttribute("aria-label", `${name}: ${last}`);
  }

  const kindOf = (part) => `<label>${PARTS[part][1]}
    <select name="${part}"><option>number</option><option>vector</option></select></label>`;
  const sizeOf = (part) => `<label>${PARTS[part][0]}
    <input name="${PARTS[part][0]}" type="number" min="1" max="${LARGEST}" step="1"></label>`;
  const ORDER = `<label>Order of the factors <select name="order"><option value="right">as the layout wants it</option>
        <option value="wrong">exchanged</option></select></label>`;
  const form = (names, alone) => `
    <div class="choices">${names.map((one) => `<div>${kindOf(one)} ${sizeOf(one)}</div>`).join("")}
      <label>Layout <select name="layout"><option value="numerator">numerator</option>
        <option value="denominator">denominator</option></select></label>
      ${alone ? "" : ORDER}</div>
    <form class="predict" novalidate><strong>Predict <span class="whole-slope"></span>:</strong>
      <label>rows <input name="rows" type="number" min="1" step="1"></label>
      <label>columns <input name="columns" type="number" min="1" step="1"></label>
      <button type="submit">Check</button> <button type="button" class="reveal">Show</button></form>
    <p class="reason" aria-live="polite"></p>
    <svg role="img"></svg>
    <p class="verdict" aria-live="polite"></p>`;

  function prepare(place) {
    const whole = place.querySelector(".whole"), box = element("div");
    const alone = place.dataset.blocks === "one";
    const used = Object.entries(PARTS).filter(([, [letter]]) => letter in place.dataset);
    box.innerHTML = form(used.map(([part]) => part), alone);
    const closed = element("details", {}, element("summary", {}, "All cases as a table"));
    whole.replaceWith(box, closed);
    closed.append(whole);
    const field = (name) => box.querySelector(`[name="${name}"]`);
    const sizes = {...place.dataset};
    const state = {kinds: {}, shown: false, alone};
    for (const [part, [letter]] of used) {
      field(letter).value = sizes[letter];
      field(part).value = sizes[letter] > 1 ? "vector" : "number";
    }

    function read() {
      for (const [part, [letter]] of used) {
        const one = field(letter), vector = field(part).value === "vector";
        state.kinds[part] = field(part).value;
        one.disabled = !vector;
        if (vector && one.dataset.kept) { one.value = one.dataset.kept; delete one.dataset.kept; }
        if (!vector && !one.dataset.kept) { one.dataset.kept = one.value; one.value = 1; }
        const typed = Math.round(Number(one.value));
        state[letter] = Math.min(LARGEST, Math.max(1, typed || 1));
      }
      state.layout = field("layout").value;
      state.order = alone ? "right" : field("order").value;
    }

    function render() {
      read();
      const line = box.querySelector(".verdict"), [kind, text] = verdict(state);
      picture(box.querySelector("svg"), state);
      const name = slopeOf("f", "x", state);
      box.querySelector(".whole-slope").textContent = name;
      line.className = `verdict ${open(state) ? kind : ""}`;
      line.textContent = open(state) ? text : `Predict the shape of ${name} first, or let it be shown.`;
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

  document.querySelectorAll(".interactive.shapes .explorer").forEach((one) => dom.whenLaidOut(one, prepare));

  return {LARGEST, CELL, SLOT, GAP, TOP, product, show, grid, block};
})();
