// The valley of the step (valley.py draws the start, and says which functions these are). Every
// operation is rounded as the chosen precision rounds it; nothing is known beforehand but the formula.
"use strict";
(() => {
  const {element, all} = dom, {of, handle, slider} = plane;
  const STEPS = Array.from({length: 97}, (_, k) => `${[1, 1.5, 2, 3, 5, 7][k % 6]}e${Math.floor(k / 6) - 16}`);
  const FLOOR = 1e-17;  // an error below it, zero among them, is drawn there
  const FUNCTIONS = {
    cube: {name: "x³ at 1", at: 1, slope: 3, f: (x, r) => r(r(x * x) * x),
      imaginary: (x, h, r) => r(r(r(r(x * x) - r(h * h)) * h) + r(r(r(x * h) + r(h * x)) * x)),
      off: (h, method) => ({forward: 3 * h + h * h, central: h * h, complex: -h * h})[method]},
    gate: {name: "max(0, z) at 0.002", at: 0.002, slope: 1, f: (z) => z > 0 ? z : 0,
      imaginary: (z, h) => z > 0 ? h : 0,
      off: (h, method, z) => method === "central" && h > z ? (z - h) / (2 * h) : 0}};
  const METHODS = {forward: {name: "forward", ends: [0, 1]}, central: {name: "central", ends: [-1, 1]},
    complex: {name: "complex step", ends: [0, 0]}};
  const PRECISIONS = {
    double: {name: "double, 16 digits", round: Number, epsilon: 2 ** -53, digits: 17},
    single: {name: "single, 7 digits", round: Math.fround, epsilon: 2 ** -24, digits: 9}};

  // The values that a method takes, and the slope that it makes of them.
  function measure({at, f, imaginary}, method, step, r) {
    const x = r(at), h = r(step);
    if (method === "complex") return {values: [imaginary(x, h, r)], found: r(imaginary(x, h, r) / h)};
    const values = [f(r(x + h), r), f(method === "central" ? r(x - h) : x, r)];
    return {values, found: r(r(values[0] - values[1]) / (method === "central" ? r(2 * h) : h))};
  }

  // "8.3e-2" as 8.3 · 10⁻², in HTML and in words.
  function power(text) {
    if (Number(text) === 0) return {nodes: ["0"], words: "0"};
    const [digits, exponent] = text.split("e").map((one) => one.replace("-", "−").replace("+", ""));
    return {nodes: [`${digits} · 10`, element("sup", {}, exponent)], words: `${digits} times 10 to the ${exponent}`};
  }
  const short = (value) => power(value.toExponential(1));
  const log = (value, floor = FLOOR) => Math.log10(Math.max(Math.abs(value), floor));

  function verdict(name, method, [first, second], off, rounding) {
    if (!off && !rounding) return "Neither error is left.";
    if (Math.abs(off) > Math.abs(rounding)) return name === "gate"
      ? "The corner rules: it lies inside the step, and the measured slope is the share on the open side."
      : method === "complex" ? "The formula rules: a smaller step is better, and nothing is subtracted."
        : "The formula rules: the curve bends away from the line through the two ends.";
    if (method === "complex") return "Rounding rules, in the last digit only: nothing is subtracted.";
    return first === second ? "Rounding rules: both values are the same number in the machine."
      : "Rounding rules: the last digits of the two values are wrong, and dividing by h makes that large.";
  }

  function prepare(place) {
    const [errors, lens] = all(place, "svg").map(of), reads = place.querySelector(".reads");
    const draw = ({svg, path}, what, points) => svg.querySelector(what).setAttribute("d", path(points));
    const write = (what, ...nodes) => place.querySelector(what).replaceChildren(...nodes);
    let chosen = STEPS.indexOf("5e-1");

    function show(live = "off") {
      const [name, method, precision] = choices.map(({value}) => value);
      const kind = FUNCTIONS[name], {at, slope, f} = kind, {ends} = METHODS[method];
      const {round, epsilon, digits} = PRECISIONS[precision], [x, h] = [at, STEPS[chosen]].map(round);
      const sizes = STEPS.map((one) => Math.abs(measure(kind, method, one, round).found - slope) / slope);
      const bound = {forward: 2, central: 1, complex: 0}[method] * epsilon * f(x, round) / slope;
      draw(errors, ".error", STEPS.map((one, k) => [log(one), log(sizes[k])]));
      draw(errors, ".formula", STEPS.map((one) => [log(one), log(kind.off(round(one), method, x) / slope, 1e-40)]));
      draw(errors, ".rounding", STEPS.map((one) => [log(one), log(bound / one, 1e-40)]));
      draw(errors, ".here", [-20, 20].map((y) => [log(h), y]));

      const {values, found} = measure(kind, method, h, round);
      const scaled = (t) => (f(round(x + round(t * h)), round) - f(x, round)) / (h * slope);
      draw(lens, ".curve", Array.from({length: 121}, (_, k) => k / 40 - 1.5).map((t) => [t, scaled(t)]));
      draw(lens, ".line", [-1.5, 1.5].map((t) => [t, scaled(ends[1]) + found / slope * (t - ends[1])]));
      draw(lens, ".ends", ends.map((t) => [t, scaled(t)]));

      const off = kind.off(h, method, x), rounding = found - slope - off, size = short(sizes[chosen]);
      const of_ = (inside) => [element("i", {}, "f"), `(${at}${inside}`, ...inside ? [element("i", {}, "h")] : [], ")"];
      const plain = (value) => value.toPrecision(digits).replace("-", "−");
      write(".first th", ...method === "complex" ? ["Im ", ...of_(" + i")] : of_(" + "));
      write(".second th", ...of_(method === "central" ? " − " : ""));
      write(".off th", `error of the ${name === "gate" ? "corner" : "formula"}`);
      place.querySelector(".second").hidden = method === "complex";
      const texts = {first: [plain(values[0])], second: [plain(values.at(-1))], found: [plain(found)],
        true: [slope], off: short(off).nodes, rounded: short(rounding).nodes};
      for (const [row, nodes] of Object.entries(texts)) write(`.${row} td`, ...nodes);

      const words = verdict(name, method, values, off, rounding), step = power(STEPS[chosen]), least = [];
      if (name === "cube" && method !== "complex" && sizes[chosen] === Math.min(...sizes)) {
        const [root, of_epsilon] = method === "central" ? ["cube", Math.cbrt(epsilon)] : ["square", Math.sqrt(epsilon)];
        least.push(` No step here has a smaller error. The ${root} root of ε is `, ...short(of_epsilon).nodes, ".");
      }
      reads.setAttribute("aria-live", live);  // a slider speaks its own value
      reads.replaceChildren("Step ", ...step.nodes, ", relative error ", ...size.nodes, `. ${words}`, ...least);
      const said = `step ${step.words}, error ${size.words}. ${words}`;
      steps.output.replaceChildren(...power(STEPS[chosen]).nodes);
      steps.input.value = chosen;
      steps.input.setAttribute("aria-valuetext", said);
      point.to([log(h), log(sizes[chosen])], said);
    }

    const choose = (k) => { chosen = k; show(); };
    const nearest = (x) => STEPS.reduce((best, one, k) =>
      Math.abs(log(one) - x) < Math.abs(log(STEPS[best]) - x) ? k : best, 0);
    const point = handle(errors, {label: "The step h. Left and right arrow keys move it", step: 0.17,
      move: (x) => choose(nearest(x))});
    const steps = slider("Step h", {min: 0, max: STEPS.length - 1, step: 1}, choose);
    const choices = [["Function", FUNCTIONS, "cube"], ["Method", METHODS, "central"],
      ["Precision", PRECISIONS, "double"]].map(([label, among, first]) => {
      const made = element("select", {"aria-label": label}, ...Object.entries(among).map(([value, one]) =>
        new Option(one.name, value, value === first, value === first)));
      made.addEventListener("change", () => show("polite"));
      return made;
    });
    place.querySelector(".panels").before(element("div", {class: "controls"}, ...choices));
    place.querySelector(".panels").after(element("div", {class: "controls"}, steps.label));
    show();
  }

  document.querySelectorAll(".interactive.valley .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
