// The triangle of shares (triangle.py draws the start, and says what is computed). A browser test
// compares all numbers with Python's.
"use strict";
(() => {
  const {element, all} = dom, {number, of, handle, slider} = plane;
  const HEIGHT = Math.sqrt(3) / 2, CORNERS = [[0, 0], [0.5, HEIGHT], [1, 0]];
  const LIMIT = 6, SHIFT = 2, LEAST = 0.001;  // of a score, of c, of a share that is dragged
  const TEMPERATURES = [0.5, 1, 2, 5, 10];
  const SHORT = 0.015;  // an arrow shorter than its tip is not drawn

  const each = [0, 1, 2];
  const sum = (values) => values.reduce((total, one) => total + one, 0);
  const dot = (a, b) => sum(a.map((one, k) => one * b[k]));
  const clip = (value, low, high) => Math.max(low, Math.min(high, value));

  function softmax(u, tau) {
    const top = Math.max(...u), e = u.map((one) => Math.exp((one - top) / tau));
    return e.map((one) => one / sum(e));
  }
  const jacobian = (s, tau) => each.map((i) => each.map((j) => ((i === j) * s[i] - s[i] * s[j]) / tau));

  const LOSSES = {
    "cross-entropy": {
      value: (s, y) => -Math.log(dot(s, y)),
      back: (s, y, tau) => s.map((one, k) => (one - y[k]) / tau),
    },
    square: {
      value: (s, y) => sum(s.map((one, k) => (one - y[k]) ** 2)),
      back: (s, y, tau) => jacobian(s, tau).map((row) => dot(row, s.map((one, k) => 2 * (one - y[k])))),
    },
  };

  const point = (s) => [0, 1].map((axis) => dot(s, CORNERS.map((corner) => corner[axis])));

  // The shares at a point of the plane, or at the nearest of the triangle, more or less.
  function shares(x, y) {
    const second = y / HEIGHT, third = x - second / 2;
    const found = [1 - second - third, second, third].map((one) => Math.max(LEAST, one));
    return found.map((one) => one / sum(found));
  }

  // Scores with these shares, and with the mean of the `old` ones, as far as the limits allow.
  function scores(s, tau, old) {
    const found = s.map((one) => tau * Math.log(one));
    const low = -LIMIT - Math.min(...found), high = LIMIT - Math.max(...found);
    const shift = low > high ? (low + high) / 2 : clip((sum(old) - sum(found)) / 3, low, high);
    return found.map((one) => clip(one + shift, -LIMIT, LIMIT));
  }

  function prepare(place) {
    const given = JSON.parse(place.querySelector("script").textContent);
    const triangle = of(place.querySelector("svg")), verdict = place.querySelector(".verdict");
    const {path, svg} = triangle, {steps, every, rate, names} = given;
    // The scores are u = v + c.
    let v = given.start.map(Math.log), c = 0, tau = 1, {true: truth} = given, kind = given.losses[0];

    function way(u, y) {
      const found = [];
      for (let step = 0, now = u; step <= steps; step++) {
        const s = softmax(now, tau), sent = LOSSES[kind].back(s, y, tau);
        if (step % every === 0) found.push(s);
        now = now.map((one, k) => one - rate * sent[k]);
      }
      return found;
    }

    function draw(u, y, arrow, line) {
      const found = way(u, y), [s] = found, sent = LOSSES[kind].back(s, y, tau);
      line.setAttribute("d", path(found.map(point)));
      arrow.setAttribute("d", path([s, s.map((one, k) => one - given.arrow * sent[k])].map(point)));
      arrow.style.display = given.arrow * Math.hypot(...sent) < SHORT ? "none" : "";
      return found;
    }

    const list = (values) => `(${values.map((one) => number(one, 3)).join(", ")})`;
    const write = (cells, values) => cells.forEach((cell, k) => { cell.textContent = number(values[k], 3); });

    function show() {
      const u = v.map((one) => one + c), y = each.map((k) => Number(k === truth));
      const lines = all(svg, ".way.other");
      const others = all(svg, ".arrow.other").map((one, k) => draw(given.others[k].map(Math.log), y, one, lines[k])[0]);
      const found = draw(u, y, svg.querySelector(".arrow:not(.other)"), svg.querySelector(".way:not(.other)"));
      const [s] = found, J = jacobian(s, tau), sent = LOSSES[kind].back(s, y, tau);
      for (const [what, dots] of [[".other", others], [":not(.other)", found]])
        svg.querySelector(`.stops${what}`).setAttribute("d", dots.map((one) => `${path([point(one)])}h0`).join(""));
      all(svg, ".species").forEach((one, k) => one.classList.toggle("true", k === truth));
      write(all(place, ".state tbody td"), each.flatMap((k) => [u[k], s[k], y[k], sent[k]]));
      const sums = each.map((j) => sum(J.map((row) => row[j])));
      write(all(place, ".jacobian tbody td"), [...J, sums].flatMap((row) => [...row, sum(row)]));
      verdict.textContent = `Shares ${list(s)}, and s − y = ${list(s.map((one, k) => one - y[k]))}. ` +
        `The ${kind} is ${number(LOSSES[kind].value(s, y))} and sends ${list(sent)} back to the ` +
        `scores. ${steps} steps of descent bring the share of the ${names[truth]} from ` +
        `${number(s[truth], 3)} to ${number(found.at(-1)[truth], 3)}.`;
      [...u, c, tau].forEach((value, k) => {
        const {input, output} = sliders[k], text = number(value, k < 3 ? 2 : 1);
        input.value = k < 4 ? value : TEMPERATURES.indexOf(tau);
        output.textContent = text;
        input.setAttribute("aria-valuetext", text);
      });
      knob.to(point(s), names.map((name, k) => `${name} ${number(s[k], 3)}`).join(", "));
    }

    const set = (act) => (value) => { act(value); show(); };
    const range = {min: -LIMIT - SHIFT, max: LIMIT + SHIFT, step: 0.1};
    const sliders = [
      ...names.map((name, at) => slider(`Score ${at + 1}, ${name}`, range, set((value) => {
        v = v.map((one, k) => k === at ? clip(value - c, -LIMIT, LIMIT) : one); }))),
      slider("All scores + c", {min: -SHIFT, max: SHIFT, step: 0.5}, set((value) => { c = value; })),
      slider("Temperature τ", {min: 0, max: TEMPERATURES.length - 1, step: 1},
        set((value) => { tau = TEMPERATURES[value]; })),
    ];
    const choice = (text, options, act) => {
      const made = element("select", {}, ...options.map((one) => element("option", {}, one)));
      made.addEventListener("input", () => set(act)(made.selectedIndex));
      return element("label", {}, text, " ", made);
    };
    const knob = handle(triangle, {
      label: "The shares of the three species. Arrow keys move the point", step: 0.03,
      move(x, y) { v = scores(shares(x, y), tau, v); show(); }});
    place.querySelector(".tables").before(element("div", {class: "controls"},
      choice("True species", names, (at) => { truth = at; }),
      choice("Loss", given.losses, (at) => { kind = given.losses[at]; }),
      ...sliders.map((one) => one.label)));
    verdict.setAttribute("aria-live", "polite");
    show();
  }

  document.querySelectorAll(".interactive.triangle .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
