// The mathematics of the descent, as chapters 14 and 15 have it: a neuron of one input, its loss
// and gradient, and the methods that go downhill. It draws nothing; node runs it too, and a test
// compares it with what the cells of chapter 15 compute.
"use strict";
const descent = (() => {
  // Loss, its gradient by (w, b) and who is active. cars: pairs [input, target].
  function lossAndGradient(w, b, cars) {
    const N = cars.length, gradient = [0, 0], active = [];
    let loss = 0;
    for (const [x, y] of cars) {
      const z = w * x + b, on = z > 0;  // at the kink z = 0 the slope is 0
      const error = Math.max(0, z) - y;
      loss += error ** 2 / N;
      if (on) {
        gradient[0] += 2 / N * error * x;
        gradient[1] += 2 / N * error;
      }
      active.push(on);
    }
    return {loss, gradient, active};
  }

  // A method takes the gradient and what it remembers (nothing at first). It returns the direction
  // d of the step p - rate d, and what to remember.
  const METHODS = {
    plain: {title: "Gradient descent", direction: (g) => ({d: g, memory: null})},
    sgd: {title: "SGD, five cars a step", batch: 5, direction: (g) => ({d: g, memory: null})},
    momentum: {
      title: "Momentum, β = 0.9",
      direction(g, memory = {m: [0, 0]}) {
        const m = g.map((slope, k) => 0.9 * memory.m[k] + slope);
        return {d: m, memory: {m}};
      },
    },
    adam: {
      title: "Adam, β = 0.9 and 0.999",
      direction(g, memory = {m: [0, 0], v: [0, 0], t: 0}) {
        const t = memory.t + 1;
        const m = g.map((slope, k) => 0.9 * memory.m[k] + 0.1 * slope);
        const v = g.map((slope, k) => 0.999 * memory.v[k] + 0.001 * slope ** 2);
        const d = g.map((_, k) =>
          m[k] / (1 - 0.9 ** t) / (Math.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8));
        return {d, memory: {m, v, t}};
      },
    },
  };

  // Which cars step t looks at: a shuffle that depends on t alone, so that a step taken back and
  // taken again is the same step.
  function batch(t, size, count) {
    let seed = 2654435769 * (t + 1) >>> 0;
    const random = () => {  // mulberry32
      seed = seed + 0x6D2B79F5 >>> 0;
      let r = Math.imul(seed ^ seed >>> 15, seed | 1);
      r ^= r + Math.imul(r ^ r >>> 7, r | 61);
      return ((r ^ r >>> 14) >>> 0) / 2 ** 32;
    };
    const order = Array.from({length: count}, (_, k) => k);
    for (let k = 0; k < size; k++) {
      const other = k + Math.floor(random() * (count - k));
      [order[k], order[other]] = [order[other], order[k]];
    }
    return order.slice(0, size);
  }

  // A state of the descent knows the one before it: going back is following `back`.
  function begin(w, b, settings, cars, back = null) {
    const found = lossAndGradient(w, b, cars);
    return {w, b, ...found, step: 0, memory: undefined, settings, back, rows: null};
  }

  function direction(state, settings, cars) {
    const method = METHODS[settings.method];
    const rows = method.batch ? batch(state.step, method.batch, cars.length) : null;
    const seen = rows ? rows.map((row) => cars[row]) : cars;
    const {gradient} = rows ? lossAndGradient(state.w, state.b, seen) : state;
    const same = state.settings.method === settings.method;
    const memory = same ? state.memory ?? undefined : undefined;
    return {rows, ...method.direction(gradient, memory)};
  }

  function next(state, settings, cars) {
    const {d, memory, rows} = direction(state, settings, cars);
    const w = state.w - settings.rate * d[0], b = state.b - settings.rate * d[1];
    const found = lossAndGradient(w, b, cars);
    return {w, b, ...found, step: state.step + 1, memory, settings, back: state, rows};
  }

  // The states since the last start, oldest first.
  function run(state) {
    const found = [state];
    while (found[0].step) found.unshift(found[0].back);
    return found;
  }

  const FAR = 1e6;

  // Why no further step of this method is worth taking, or "".
  function ended({w, b, gradient, active, step, back}, method) {
    const forgets = !["momentum", "adam"].includes(method);
    const moved = step ? Math.hypot(w - back.w, b - back.b) : Infinity;
    if (!(Math.hypot(w, b) < FAR)) return "diverged";
    if (!active.includes(true)) return forgets || moved < 1e-9 ? "dead" : "";
    return Math.hypot(...gradient) < 1e-6 && (method === "plain" || moved < 1e-6) ? "rest" : "";
  }

  return {METHODS, FAR, lossAndGradient, batch, begin, direction, next, run, ended};
})();
if (typeof module !== "undefined") module.exports = descent;
