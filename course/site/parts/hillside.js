// The hillside (hillside.py draws the start, and says which hill it is). A browser test compares
// what this computes with the package's derivatives.
"use strict";
(() => {
  const {number, of, handle, fit} = plane;
  const ARROW = 0.5, TANGENT = 1, POINTS = 24;

  const hill = (x, y) => 12 - x ** 2 / 2 - y ** 2 + x * y / 2;
  const slopes = (x, y) => [-x + y / 2, -2 * y + x / 2];
  const project = (x, y, z) => [150 + 36 * x + 20 * y, 204 + 5 * x - 14 * y - 11 * z];

  const between = (low, high) =>
    Array.from({length: POINTS + 1}, (_, k) => low + k / POINTS * (high - low));

  function prepare(place) {
    const surface = place.querySelector(".surface svg");
    const [above, first, other] = ["above", "first", "other"].map((name) => of(place.querySelector(`.${name} svg`)));
    const line = (svg, what, d) => svg.querySelector(what).setAttribute("d", d);
    const slanted = (points) => `M${points.map((one) =>
      project(...one).map((value) => value.toFixed(1)).join(" ")).join("L")}`;

    function dot(svg, [x, y]) {
      const here = svg.querySelector(".here");
      here.setAttribute("cx", x.toFixed(1));
      here.setAttribute("cy", y.toFixed(1));
    }

    function slice(where, at, height, slope, [low, high], along) {
      line(where.svg, ".slice", where.path(between(low, high).map((t) => [t, along(t)])));
      line(where.svg, ".tangent", where.path([-TANGENT, TANGENT].map((t) => [at + t, height + slope * t])));
      dot(where.svg, where.at([at, height]));
    }

    function show(x, y) {
      const [east, north] = slopes(x, y), height = hill(x, y), ends = [-TANGENT, TANGENT];
      line(above.svg, ".cut.east", above.path([[-3, y], [3, y]]));
      line(above.svg, ".cut.north", above.path([[x, -2], [x, 2]]));
      line(above.svg, ".gradient", above.path([[x, y], [x + ARROW * east, y + ARROW * north]]));
      above.svg.querySelector(".gradient").style.display = Math.hypot(east, north) < 0.1 ? "none" : "";
      line(surface, ".slice.east", slanted(between(-3, 3).map((t) => [t, y, hill(t, y)])));
      line(surface, ".slice.north", slanted(between(-2, 2).map((t) => [x, t, hill(x, t)])));
      line(surface, ".tangent.east", slanted(ends.map((t) => [x + t, y, height + east * t])));
      line(surface, ".tangent.north", slanted(ends.map((t) => [x, y + t, height + north * t])));
      dot(surface, project(x, y, height));
      slice(first, x, height, east, [-3, 3], (t) => hill(t, y));
      slice(other, y, height, north, [-2, 2], (t) => hill(x, t));
      const at = `(${number(x)}, ${number(y)})`;
      place.querySelector(".point").textContent = at;
      place.querySelector(".height").textContent = number(height);
      place.querySelector(".key.east strong").textContent = number(east);
      place.querySelector(".key.north strong").textContent = number(north);
      place.querySelector(".row").textContent = `${number(east)}\u2003${number(north)}`;
      point.to([x, y], `${at}, height ${number(height)}, eastward slope ${number(east)}, ` +
        `northward slope ${number(north)}`);
    }

    const point = handle(above, {
      label: "A place on the hill. Arrow keys move it", step: 0.1,
      move: (x, y) => show(fit(x, -3, 3, 0.05), fit(y, -2, 2, 0.05))});
    show(-2, -1);
  }

  document.querySelectorAll(".interactive.hillside .part").forEach((one) => dom.whenLaidOut(one, prepare));
})();
