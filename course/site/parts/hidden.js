// The mathematics of a hidden layer, as chapter 21 has it: clipped units, their loss and its gradients,
// the output layer by least squares, and the pieces of the plane between the lines. It draws nothing.
"use strict";
const hidden = (() => {
  const dot = (v, w) => v.reduce((sum, one, k) => sum + one * w[k], 0);
  const plus = (p, q, times = 1) => p.map((one, k) => one + times * q[k]);
  const clip = (z) => Math.max(0, z);

  // The loss, the birds on the right side, those for which each unit is open, and all gradients.
  function look({W, b, V, c}, {X, Y}) {
    const none = W.map(() => 0), N = X.length;
    const found = {loss: 0, right: 0, open: [...none], W: W.map(() => [0, 0]), b: [...none], V: [...none], c: 0};
    X.forEach((x, i) => {
      const z = W.map((w, k) => dot(w, x) + b[k]), u = c + dot(V, z.map(clip)), g = 2 / N * (u - Y[i]);
      found.loss += (u - Y[i]) ** 2 / N;
      found.right += (u > 0) === (Y[i] > 0);
      found.c += g;
      z.forEach((one, k) => {
        if (one <= 0) return;  // silent: nothing gets through
        found.open[k] += 1;
        found.V[k] += g * one;
        found.b[k] += g * V[k];
        found.W[k] = plus(found.W[k], x, g * V[k]);
      });
    });
    return found;
  }

  // The output layer of the least loss, by Gauss and Jordan; who adds nothing to the others gets 0.
  function fitted(W, b, {X, Y}) {
    const rows = X.map((x, i) => [...W.map((w, k) => clip(dot(w, x) + b[k])), 1, Y[i]]), last = W.length;
    const A = Array.from({length: last + 1}, (_, j) =>
      rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[j] * row[k], 0)));
    const least = A.map((row, j) => 1e-9 * row[j]), used = [];
    for (let j = last; j >= 0; j--) {
      if (A[j][j] <= least[j]) continue;
      used.push(j);
      A[j] = A[j].map((one) => one / A[j][j]);
      A.forEach((row, k) => { if (k !== j) A[k] = plus(row, A[j], -row[j]); });
    }
    const best = A.map((row, j) => used.includes(j) ? row.at(-1) : 0);
    return {V: best.slice(0, last), c: best[last]};
  }

  // (The part where the height is positive, the rest, where an edge crosses 0) of a polygon.
  function split(polygon, height) {
    const above = [], below = [], cut = [];
    polygon.forEach((p, k) => {
      const q = polygon[(k + 1) % polygon.length], a = height(p), b = height(q);
      (a > 0 ? above : below).push(p);
      if (a > 0 === b > 0) return;
      const at = plus(p, plus(q, p, -1), a / (a - b));
      for (const one of [above, below, cut]) one.push(at);
    });
    return [above, below, cut];
  }

  return {dot, plus, look, fitted, split};
})();
