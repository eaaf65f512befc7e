// A piece of the plane as a picture (drawing.py writes it): where its points are, and a point in it
// that a reader drags, taps elsewhere, or moves by keys.
"use strict";
const plane = (() => {
  // A number as the pages set it, with a real minus and no minus before zero.
  function number(value, digits = 2) {
    const text = value.toFixed(digits);
    return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
  }

  function of(svg) {
    const [left, right, low, high] = svg.dataset.plane.split(" ").map(Number);
    const {width, height} = svg.viewBox.baseVal;
    const at = ([x, y]) =>
      [(x - left) / (right - left) * width, (high - y) / (high - low) * height];
    const path = (points) => `M${points.map((one) =>
      at(one).map((value) => value.toFixed(1)).join(" ")).join("L")}`;
    // The point of the plane under a pointer.
    function under({clientX, clientY}) {
      const box = svg.getBoundingClientRect();
      return [left + (clientX - box.left) / box.width * (right - left),
        high - (clientY - box.top) / box.height * (high - low)];
    }
    return {svg, at, path, under};
  }

  const KEYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1]};

  // A handle in a plane: `move(x, y)` is called with where the reader wants it, and moves it by
  // `to`; `key` with an arrow's direction and how far. A screen reader speaks its value as that of
  // a slider, whenever a key has changed it. A handle that is alone also comes where one taps.
  function handle(where, {label, step, move, key, knob = where.svg.querySelector(".handle")}) {
    const {svg} = where, alone = svg.querySelectorAll(".handle").length === 1;
    let place = [0, 0], held = null;
    key ??= ([across, up], far) => move(place[0] + far * across, place[1] + far * up);
    svg.setAttribute("role", "group");
    for (const [name, value] of Object.entries({tabindex: 0, role: "slider", "aria-label": label}))
      knob.setAttribute(name, value);
    knob.addEventListener("pointerdown", (event) => {
      const [x, y] = where.under(event);
      held = [place[0] - x, place[1] - y];
      knob.setPointerCapture(event.pointerId);
    });
    // The finger that takes the point does not scroll: touch-action alone is not enough in Chromium.
    knob.addEventListener("touchstart", (event) => {
      event.preventDefault();
      knob.focus({preventScroll: true});
    }, {passive: false});
    knob.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [x, y] = where.under(event);
      move(x + held[0], y + held[1]);
    });
    for (const end of ["pointerup", "pointercancel"])
      knob.addEventListener(end, () => { held = null; });
    svg.addEventListener("click", (event) => {
      if (!alone || knob.contains(event.target)) return;
      move(...where.under(event));
      knob.focus({preventScroll: true});
    });
    knob.addEventListener("keydown", (event) => {
      const by = KEYS[event.key];
      if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      key(by, event.shiftKey ? 5 * step : step);
    });
    function to(point, text) {
      place = point;
      knob.setAttribute("transform", `translate(${where.at(point).join(" ")})`);
      knob.setAttribute("aria-valuenow", point[0]);
      knob.setAttribute("aria-valuetext", text);
    }
    return {to, knob};
  }

  // Between two limits, and on a grid of this step.
  const fit = (value, low, high, step) =>
    Number((Math.round(Math.max(low, Math.min(high, value)) / step) * step).toFixed(6));

  // A slider with its name and its value, which the caller writes into the output.
  function slider(text, attributes, act) {
    const {element} = dom;
    const input = element("input", {type: "range", ...attributes});
    const output = element("span");  // an <output> would be spoken at every step of the slider
    input.addEventListener("input", () => act(Number(input.value)));
    return {input, output, label: element("label", {class: "slide"}, text, " ", input, " ", output)};
  }

  return {number, of, handle, fit, slider};
})();
