// Five steps downhill on the neuron's loss (star.py draws the start; descent.js takes the steps).
"use strict";
(() => {
  const {element} = dom, {number, of, handle, fit, slider} = plane;
  const FAR = 1e4;  // what is farther away is drawn there

  function prepare(place) {
    const given = JSON.parse(place.querySelector("script").textContent);
    const [map, road] = dom.all(place, "svg").map(of);
    const scaled = (speed) => (speed - given.shift) / given.scale;
    const cars = given.cars.map(([speed, distance]) => [scaled(speed), distance]);
    const speeds = Array.from({length: 53}, (_, k) => k / 2);
    const verdict = place.querySelector(".verdict");
    let start = given.start, {rate} = given;

    const drawable = (value) => Math.max(-FAR, Math.min(FAR, value));
    const says = ({w, b}) => road.path(speeds.map((speed) =>
      [speed, drawable(Math.max(0, w * scaled(speed) + b))]));

    function words({loss, active, gradient}) {
      const reached = loss <= given.near * given.lowest;
      verdict.classList.toggle("reached", reached);
      if (!active.includes(true) && gradient.every((one) => one === 0))
        return "Not reached: every car is clipped, the slope is zero, and no rate makes a step of it.";
      const high = loss < 1e5 ? number(loss, 1) : "above a hundred thousand";
      return `${reached ? "Reached." : "Not reached."} After five steps the loss is ${high}; ` +
        `at the star it is ${number(given.lowest, 1)}.`;
    }

    function show() {
      const settings = {method: "plain", rate};
      const path = [descent.begin(...start, settings, cars)];
      while (path.length <= given.steps) path.push(descent.next(path.at(-1), settings, cars));
      const points = path.map(({w, b}) => [drawable(w), drawable(b)]);
      map.svg.querySelector(".walk").setAttribute("d", map.path(points));
      dom.all(map.svg, ".stop").forEach((dot, k) => {
        const [x, y] = map.at(points[k + 1]);
        dot.setAttribute("cx", x.toFixed(1));
        dot.setAttribute("cy", y.toFixed(1));
      });
      road.svg.querySelector(".before").setAttribute("d", says(path[0]));
      road.svg.querySelector(".after").setAttribute("d", says(path.at(-1)));
      verdict.textContent = words(path.at(-1));
      rates.output.textContent = number(rate);
      rates.input.value = rate;
      rates.input.setAttribute("aria-valuetext", `${number(rate)}. ${verdict.textContent}`);
      point.to(start, `w ${number(start[0], 0)}, b ${number(start[1], 0)}. ${verdict.textContent}`);
    }

    const [left, right, low, high] = map.svg.dataset.plane.split(" ").map(Number);
    const point = handle(map, {
      label: "Start: weight and bias. Arrow keys move it", step: 3,
      move(x, y) { start = [fit(x, left, right, 0.5), fit(y, low, high, 0.5)]; show(); }});
    const rates = slider("Learning rate", {min: 0.02, max: 1.2, step: 0.01},
      (chosen) => { rate = chosen; show(); });
    verdict.before(element("div", {class: "controls"}, rates.label));
    show();
  }

  document.querySelectorAll(".interactive.star .part").forEach(prepare);
})();
