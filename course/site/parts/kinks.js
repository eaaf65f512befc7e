// Hidden units as kinks (kinks.py draws the start; hidden.js computes). A browser test compares what
// this shows with the gradients and the least squares of NumPy.
"use strict";
(() => {
  const {element, button, all} = dom, {number, of, handle, fit} = plane;
  const {dot, plus, look, fitted, split} = hidden;
  const OUT = [2.9, 2.7];  // so far from the middle a line's point may be, and its stroke still shows

  function prepare(place) {
    const given = JSON.parse(place.querySelector("script").textContent), map = of(place.querySelector("svg"));
    const [left, right, low, high] = map.svg.dataset.plane.split(" ").map(Number);
    const frame = [[left, low], [right, low], [right, high], [left, high]];
    const X = Array.from({length: given.birds.length / 2}, (_, i) =>
      given.birds.slice(2 * i, 2 * i + 2).map((one) => one / 100));
    const data = {X, Y: X.map((_, i) => i < given.females ? -1 : 1)};
    const said = place.querySelector(".said"), rows = all(place, ".slopes tbody tr");
    let now, points, taken;  // the parameters; a point of each line; steps of descent

    const way = (degrees) => [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
    const facing = ([x, y]) => Math.round(Math.atan2(y, x) * 180 / Math.PI);
    const near = (point) => point.map((one, k) => Math.max(-OUT[k], Math.min(OUT[k], one)));

    function draw() {
      const {W, b, V, c} = now;
      let cells = [frame];
      W.forEach((w, k) => { cells = cells.flatMap((cell) => split(cell, (p) => dot(w, p) + b[k]).slice(0, 2)); });
      const parts = cells.filter((cell) => cell.length).map((cell) => {
        const middle = cell.reduce((sum, p) => plus(sum, p, 1 / cell.length), [0, 0]);
        const open = W.map((w, k) => dot(w, middle) + b[k] > 0);
        return split(cell, (p) => W.reduce((u, w, k) => open[k] ? u + V[k] * (dot(w, p) + b[k]) : u, c));
      });
      const paths = (which) => parts.map((part) => part[which]).filter((one) => one.length).map(map.path).join("");
      map.svg.querySelector(".side").setAttribute("d", paths(0));
      map.svg.querySelector(".boundary").setAttribute("d", paths(2));
    }

    function line({unit, shift, turn}, k, dead) {
      const w = now.W[k], size = Math.hypot(...w);
      unit.style.display = size ? "" : "none";  // weights of zero have no line
      unit.classList.toggle("dead", dead);
      if (!size) return;
      const foot = plus(points[k], w, -(dot(w, points[k]) + now.b[k]) / size ** 2), at = near(foot);
      const ends = split(frame, (p) => dot(w, p) + now.b[k])[2], tip = plus(at, w, given.arm / size);
      points[k] = at;
      unit.querySelector(".kink").setAttribute("d", ends.length ? map.path(ends) : "");
      unit.querySelector(".stroke").setAttribute("d", map.path([at, tip]));
      const words = `(${at.map((one) => number(one)).join(", ")}), facing ${number(facing(w), 0)} degrees`;
      shift.to(at, words);
      turn.to(tip, `${number(facing(w), 0)} degrees`);
    }

    const named = (which) => `unit${which.length > 1 ? "s" : ""} ` +
      which.map((k) => k + 1).join(", ").replace(/, (\d)$/, " and $1");
    function words({right, loss, open}) {
      const {W, b, V, c} = now, which = (count) => open.flatMap((one, k) => one === count ? [k] : []);
      const dead = which(0), always = which(X.length), found = [];
      const after = taken ? `After ${taken} steps of descent ` : "";
      found.push(`${after}${number(100 * right / X.length, 1)} % of the ${X.length} birds are on the right side; ` +
        `the loss is ${number(loss, 3)}.`);
      if (dead.length) found.push(`Dead: ${named(dead)}, silent for every bird; all slopes there are exactly 0.`);
      if (always.length) found.push(`Open for every bird: ${named(always)}, with no kink among them.`);
      if (W.every((w, k) => `${[w, b[k], V[k]]}` === `${[W[0], b[0], V[0]]}`))
        found.push("All three units are alike, and so are their slopes.");
      if (dead.length === W.length) found.push(`Only the bias of the output moves; it is ${number(c, 3)}.`);
      return found.join(" ");
    }

    function show() {
      const found = look(now, data), slope = (one) => one === 0 ? "0" : number(one, 3);
      draw();
      units.forEach((unit, k) => line(unit, k, found.open[k] === 0));
      rows.forEach(({cells}, k) => [found.open[k], `(${found.W[k].map(slope).join(", ")})`,
        slope(found.b[k]), slope(found.V[k])].forEach((text, at) => { cells[at + 1].textContent = text; }));
      said.textContent = words(found);
    }

    function put(k, point, w) {
      [points[k], now.W[k], now.b[k], taken] = [point, w, -dot(w, point), 0];
      Object.assign(now, fitted(now.W, now.b, data));
      show();
    }

    function start(lines, chosen) {
      points = lines.map((one) => one.slice(0, 2));
      const W = lines.map((one) => way(one[2])), b = W.map((w, k) => -dot(w, points[k]));
      [now, taken] = [{W, b, ...fitted(W, b, data), ...chosen}, 0];
      show();
    }

    function descend() {
      for (let step = 0; step < given.steps; step++) {
        const slopes = look(now, data), go = (name) => plus(now[name], slopes[name], -given.rate);
        const W = now.W.map((w, k) => plus(w, slopes.W[k], -given.rate));
        now = {W, b: go("b"), V: go("V"), c: now.c - given.rate * slopes.c};
      }
      taken += given.steps;
      show();
    }

    const units = all(map.svg, ".unit").map((unit, k) => {
      const size = () => Math.hypot(...now.W[k]);
      const turned = (degrees) => put(k, points[k], way(degrees).map((one) => one * size()));
      const shift = handle(map, {label: `Unit ${k + 1}. Arrow keys move its line`, step: 0.1,
        knob: unit.querySelector(".shift"),
        move: (...to) => put(k, near(to).map((one, at) => fit(one, -OUT[at], OUT[at], 0.05)), now.W[k])});
      const turn = handle(map, {label: `Unit ${k + 1}. Arrow keys turn its line`, step: 5,
        knob: unit.querySelector(".turn"), key: ([right, up], far) => turned(facing(now.W[k]) + far * (up - right)),
        move: (...to) => turned(facing(plus(to, points[k], -1)))});
      return {unit, shift, turn};
    });
    const same = given.lines.map(() => given.lines[0]), none = given.lines.map(() => 0);
    said.after(element("div", {class: "controls"},
      button(`${given.steps} steps of descent`, descend),
      button("All units alike", () => start(same, {V: none.map(() => given.alike), c: 0})),
      button("All at zero", () => start(same, {W: none.map(() => [0, 0]), b: none, V: none, c: 0})),
      button("As at first", () => start(given.lines))));
    said.setAttribute("aria-live", "polite");
    start(given.lines);
  }

  document.querySelectorAll(".interactive.kinks .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
