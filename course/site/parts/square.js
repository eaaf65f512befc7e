// A small square and its image (square.py draws the start, and says which map it is). A browser
// test compares what this computes with the package's Jacobian.
"use strict";
(() => {
  const {element} = dom, {number, of, handle, fit, slider} = plane;
  const LOW = -1, HIGH = 2, SMALLEST = 0.05, EDGE = 12;  // points drawn along an edge

  const image = ([x, y]) => [x + y ** 2 / 4, y + x ** 2 / 4];
  const columns = ([x, y]) => [[1, x / 2], [y / 2, 1]];  // of the Jacobian
  const plus = ([a, b], [c, d], times = 1) => [a + times * c, b + times * d];

  // All the way round the square of this corner and side.
  function outline(corner, side) {
    const found = [];
    for (const [from, along] of [[[0, 0], [1, 0]], [[1, 0], [0, 1]], [[1, 1], [-1, 0]], [[0, 1], [0, -1]]])
      for (let k = 0; k < EDGE; k++) found.push(plus(corner, plus(from, along, k / EDGE), side));
    return [...found, corner];
  }

  function prepare(place) {
    const [inputs, outputs, lens] = dom.all(place, "svg").map(of);
    let corner = [1, 0.5], side = 1;

    const set = ({svg, path}, what, points) =>
      svg.querySelector(what).setAttribute("d", path(points));

    // The image, the parallelogram and its edges, from `origin`.
    function shapes(where, origin, [u, v], curved) {
      const far = plus(origin, plus(u, v));
      set(where, ".image", curved);
      set(where, ".straight", [origin, plus(origin, u), far, plus(origin, v), origin]);
      set(where, ".one", [origin, plus(origin, u)]);
      set(where, ".two", [origin, plus(origin, v)]);
    }

    function show() {
      const found = outline(corner, side), there = image(corner), [u, v] = columns(corner);
      const curved = found.map(image), times = (vector) => vector.map((one) => one * side);
      set(inputs, ".image", found);
      set(inputs, ".one", [corner, plus(corner, [side, 0])]);
      set(inputs, ".two", [corner, plus(corner, [0, side])]);
      shapes(outputs, there, [times(u), times(v)], curved);
      shapes(lens, [0, 0], [u, v], curved.map((one) => plus([0, 0], plus(one, there, -1), 1 / side)));
      const gaps = found.map((one, k) => {
        const [a, b] = plus(one, corner, -1);
        const straight = plus(plus(there, u, a), v, b);
        return Math.hypot(...plus(curved[k], straight, -1));
      });
      const apart = number(100 * Math.max(...gaps) / side, 1);
      const cells = dom.all(place, ".jacobian tbody td");
      [u[0], v[0], u[1], v[1]].forEach((one, k) => { cells[k].textContent = number(one); });
      const at = `(${corner.map((one) => number(one)).join(", ")})`;
      place.querySelector(".corner").textContent = at;
      place.querySelector(".side").textContent = number(side);
      place.querySelector(".gap").textContent = apart;
      side_.input.value = side;
      side_.output.textContent = number(side);
      point.to(corner, `corner ${at}, columns of J (${u.map((one) => number(one)).join(", ")}) and ` +
        `(${v.map((one) => number(one)).join(", ")}), apart by ${apart} % of the side`);
    }

    function move(x, y, wide = side) {
      side = fit(wide, SMALLEST, 1, 0.05);
      corner = [x, y].map((one) => fit(one, LOW, HIGH - side, 0.05));
      show();
    }

    const point = handle(inputs, {
      label: "Corner of the square. Arrow keys move it, plus and minus change the side",
      step: 0.1, move: (x, y) => move(x, y)});
    const side_ = slider("Side h", {min: SMALLEST, max: 1, step: 0.05}, (wide) => move(...corner, wide));
    point.knob.addEventListener("keydown", (event) => {
      const by = {"+": 1, "=": 1, "-": -1, "−": -1}[event.key];
      if (!by || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      move(...corner, side + 0.05 * by);
    });
    place.querySelector(".panels").after(element("div", {class: "controls"}, side_.label));
    show();
  }

  document.querySelectorAll(".interactive.square .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
