// The derivative stepper. The page holds, for each example, a figure with the whole walk as a table
// and its data as JSON (stepper.py computes both, arrays.py for arrays); this script draws the graph and goes
// through the steps. It computes no number.
"use strict";
(() => {
  const {element, button, draw} = dom;
  const BOX = {width: 104, height: 78}, GAP = {along: 64, across: 26};
  const PHASES = {
    value: "Values, from the inputs to the output",
    forward: "Forward derivatives, from the inputs to the output",
    adjoint: "Adjoints, from the output back to the inputs",
  };
  const PAUSE = 1700;  // milliseconds between two steps that play
  const narrow = matchMedia("(max-width: 48rem)");

  // Where each box stands: along by its layer, across by its place within the layer. On a phone
  // the graph runs downwards.
  function places(nodes, down) {
    const layers = {};
    for (const node of nodes) (layers[node.layer] ??= []).push(node.name);
    const widest = Math.max(...Object.values(layers).map((layer) => layer.length));
    const [long, wide] = down ? [BOX.height, BOX.width] : [BOX.width, BOX.height];
    const found = {};
    for (const [layer, names] of Object.entries(layers))
      names.forEach((name, at) => {
        const along = (long + GAP.along) * layer + long / 2;
        const across = (wide + GAP.across) * (at + (widest - names.length) / 2) + wide / 2;
        found[name] = down ? {x: across, y: along} : {x: along, y: across};
      });
    const size = [
      (long + GAP.along) * Object.keys(layers).length - GAP.along,
      (wide + GAP.across) * widest - GAP.across,
    ];
    return {found, size: down ? size.reverse() : size};
  }

  // From the side of one box to the side of the next; bent around a box that stands between.
  function edgePath(from, to, down, bend) {
    const side = down ? BOX.height / 2 : BOX.width / 2, out = down ? BOX.width : BOX.height;
    if (bend) {
      const [x, y] = down
        ? [from.x + out / 2, from.y + side / 2] : [from.x + side / 2, from.y - out / 2];
      const [u, v] = down ? [to.x + out / 2, to.y - side / 2] : [to.x - side / 2, to.y - out / 2];
      const [p, q] = down ? [x + 58, (y + v) / 2] : [(x + u) / 2, y - 58];
      const middle = [(x + 2 * p + u) / 4, (y + 2 * q + v) / 4];
      return {d: `M${x} ${y} Q${p} ${q} ${u} ${v}`, middle, ends: [[x, y], [u, v]], by: [p, q]};
    }
    const [a, b] = down
      ? [[from.x, from.y + side], [to.x, to.y - side]] : [[from.x + side, from.y], [to.x - side, to.y]];
    return {d: `M${a} L${b}`, middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], ends: [a, b], by: null};
  }

  // A triangle at the end towards which the step goes.
  function arrow(path, backwards) {
    const [start, end] = backwards ? [...path.ends].reverse() : path.ends;
    const [x, y] = path.by ?? start, length = Math.hypot(end[0] - x, end[1] - y) || 1;
    const [u, v] = [(end[0] - x) / length, (end[1] - y) / length];
    const [p, q] = [end[0] - 9 * u, end[1] - 9 * v];
    return `M${end} L${p - 5 * v} ${q + 5 * u} L${p + 5 * v} ${q - 5 * u} Z`;
  }

  function nameInto(text, name) {
    const [base, ...below] = name.split("_");
    draw(text, "tspan", {"font-style": "italic"}, base);
    if (below.length) draw(text, "tspan", {dy: 3, "font-size": "75%"}, below.join("_"));
  }

  // The graph at a step: what is known so far in each box, the active box and edges marked.
  function graph(svg, data, at, covered) {
    const down = narrow.matches, {found, size} = places(data.nodes, down);
    const step = data.steps[at], done = data.steps.slice(0, covered ? at : at + 1);
    const bends = data.edges.some((edge) => edge.bend) ? 42 : 0;
    const [left, above] = down ? [4, 4] : [4, 4 + bends];
    const width = size[0] + 8 + (down ? bends : 0), height = size[1] + 8 + (down ? 0 : bends);
    svg.replaceChildren();
    svg.setAttribute("viewBox", `${-left} ${-above} ${width} ${height}`);
    svg.style.maxWidth = `${width}px`;
    svg.setAttribute("aria-label", `Dataflow graph; active: ${step.node.replace("_", " ")}`);
    const backwards = step.phase === "adjoint";
    const active = step.edges.map(([from, to]) => `${from} ${to}`);
    for (const edge of data.edges) {
      const path = edgePath(found[edge.from], found[edge.to], down, edge.bend);
      const on = active.includes(`${edge.from} ${edge.to}`);
      const group = draw(svg, "g", {class: on ? "edge active" : "edge"});
      group.dataset.edge = `${edge.from} ${edge.to}`;
      draw(group, "path", {d: path.d, class: "line"});
      draw(group, "path", {d: arrow(path, backwards && on), class: "tip"});
      if (edge.text && step.phase !== "value") {
        const shift = edge.bend ? [0, -5] : down ? [6, 4] : [0, -7];
        draw(group, "text", {
          x: path.middle[0] + shift[0], y: path.middle[1] + shift[1], class: "slope",
          "text-anchor": down ? "start" : "middle",
        }, edge.text);
      }
    }
    for (const node of data.nodes) box(svg, node, found[node.name], step, done);
  }

  function box(svg, node, {x, y}, step, done) {
    const active = node.name === step.node;
    const group = draw(svg, "g", {class: `node ${node.kind}${active ? " active" : ""}`});
    group.dataset.node = node.name;
    const frame = (grow) => ({
      x: x - BOX.width / 2 + grow, y: y - BOX.height / 2 + grow, rx: 6,
      width: BOX.width - 2 * grow, height: BOX.height - 2 * grow,
    });
    draw(group, "rect", {...frame(2), class: "frame"});
    if (active) draw(group, "rect", {...frame(6), class: "inner"});
    nameInto(draw(group, "text", {x, y: y - 18, class: "name"}), node.name);
    const signs = {value: "=", forward: "→", adjoint: "←"};
    Object.entries(signs).forEach(([phase, sign], at) => {
      const known = done.find((one) => one.phase === phase && one.node === node.name);
      if (known) {
        const now = active && phase === step.phase;
        draw(group, "text", {x, y: y + 16 * at, class: now ? "known now" : "known"},
          `${sign} ${known.text}`);
      }
    });
  }

  function show(figure) {
    const {data, at, parts, covered} = figure, step = data.steps[at], last = data.steps.length - 1;
    graph(parts.svg, data, at, covered);
    parts.phase.textContent = (data.phases ?? PHASES)[step.phase];
    parts.count.textContent = `step ${at + 1} of ${last + 1}`;
    const lines = step.lines.map((line) => line.map((one) => `<span>${one}</span>`).join(" "));
    parts.formula.innerHTML = lines.map((line) => `<p>${line}</p>`).join("");
    parts.why.innerHTML = step.why;
    if (covered) question(parts, step, data.asks);
    parts.back.setAttribute("aria-disabled", at === 0);
    parts.start.setAttribute("aria-disabled", at === 0);
    parts.next.setAttribute("aria-disabled", at === last && !covered);
    parts.way.setAttribute("aria-disabled", step.phase === "adjoint");
  }

  // What to think of before the next adjoint is shown.
  function question(parts, step, asks) {
    const text = element("p", {}, "What is the adjoint of ");
    const [base, ...below] = step.node.split("_"), name = element("i", {}, base);
    if (below.length) name.append(element("sub", {}, below.join("_")));
    text.append(name, "?");
    parts.formula.replaceChildren(text);
    parts.why.textContent = step.edges.length
      ? asks ?? "For each edge that leaves it: the slope on the edge times the adjoint at its end. "
        + "Add them; then press Next."
      : "It is an output: how much does it move with itself? Then press Next.";
  }

  function prepare(place) {
    const data = JSON.parse(place.querySelector("script").textContent);
    const whole = place.querySelector(".whole");
    const parts = {
      svg: draw(place, "svg", {role: "img"}),
      controls: element("div", {class: "controls", role: "group", "aria-label": "Steps"}),
      panel: element("div", {class: "panel", "aria-live": "polite"}),
      phase: element("strong", {class: "phase"}), count: element("span", {class: "count"}),
      formula: element("div", {class: "lines"}), why: element("p", {class: "why"}),
    };
    const last = data.steps.length - 1, figure = {data, at: 0, parts, covered: false};
    const back = data.steps.findIndex((step) => step.phase === "adjoint");
    const ask = element("input", {type: "checkbox"});
    let playing = null;

    function stop() {
      clearInterval(playing);
      playing = null;
      parts.play.textContent = "Play";
      parts.panel.setAttribute("aria-live", "polite");
    }

    // Asked for, the question comes first, and the next press shows the answer.
    function go(to) {
      const next = to === figure.at + 1;
      if (next && figure.covered) {
        figure.covered = false;
      } else {
        figure.at = Math.max(0, Math.min(last, to));
        figure.covered = ask.checked && to <= last && to >= back && next;
      }
      show(figure);
    }

    // While it plays, a screen reader is left alone; it is told the last step.
    function play() {
      if (figure.at === last) go(0);
      parts.panel.setAttribute("aria-live", "off");
      parts.play.textContent = "Pause";
      playing = setInterval(() => {
        if (figure.at + 1 >= last) stop();
        go(figure.at + 1);
      }, PAUSE);
    }

    const moves = {
      start: ["To the start", () => 0], back: ["← Back", () => figure.at - 1],
      next: ["Next →", () => figure.at + 1], way: ["To the way back", () => back],
    };
    for (const [name, [label, to]] of Object.entries(moves)) {
      parts[name] = button(label, () => { stop(); go(to()); }, {class: name});
      parts.controls.append(parts[name]);
    }
    parts.play = button("Play", () => playing ? stop() : play(), {class: "play"});
    parts.controls.append(parts.play, parts.count,
      element("label", {class: "ask"}, ask, "Ask me on the way back"));
    parts.panel.append(parts.phase, parts.formula, parts.why);
    const legend = element("p", {class: "legend"}, data.legend ??
      "In a box: = value, → forward derivative, ← adjoint (the derivative of the output with " +
      "respect to this node). On an edge: the local slope. Keys: arrows, Home, End.");
    const closed = element("details", {}, element("summary", {}, "The whole walk as a table"));
    whole.replaceWith(closed);
    closed.append(whole);
    place.querySelector("figcaption").after(parts.controls, parts.panel, parts.svg, legend);
    const keys = {
      ArrowRight: () => figure.at + 1, ArrowLeft: () => figure.at - 1,
      Home: () => 0, End: () => last,
    };
    place.addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey
          || closed.contains(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      stop();
      go(keys[event.key]());
    });
    narrow.addEventListener("change", () => show(figure));
    show(figure);
  }

  function chooser(stepper, places) {
    const choice = element("select");
    for (const place of places) {
      const title = place.querySelector(".title").textContent;
      choice.append(new Option(superscripts(place), place.dataset.example));
      place.hidden = place !== places[0];
      place.setAttribute("aria-label", title);
    }
    choice.addEventListener("change", () => {
      for (const place of places) place.hidden = place.dataset.example !== choice.value;
    });
    const label = element("label", {class: "choice"}, "Example ");
    label.append(choice);
    places[0].before(label);
  }

  // An option holds no markup: x² and u₁ by their own characters.
  function superscripts(place) {
    const title = place.querySelector(".title").cloneNode(true);
    const small = {sup: "⁰¹²³⁴⁵⁶⁷⁸⁹", sub: "₀₁₂₃₄₅₆₇₈₉"};
    for (const one of title.querySelectorAll("sup, sub"))
      one.textContent = one.textContent.replace(/\d/g, (d) => small[one.localName][d]);
    return title.textContent;
  }

  document.querySelectorAll(".interactive.stepper").forEach((one) => dom.whenLaidOut(one, (stepper) => {
    const places = [...stepper.querySelectorAll(".walk")];
    places.forEach(prepare);
    if (places.length > 1) chooser(stepper, places);
  }));
})();
