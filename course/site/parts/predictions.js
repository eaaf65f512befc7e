// A prediction: the reader chooses, types or draws, and what answers it opens. The choice is kept in
// this browser, under the page and a digest of what was asked: another question asks again.
"use strict";

(() => {
  const {element, draw, button, alive, all, whenLaidOut} = dom;
  const NEAR = 0.05;  // of the answer: how far off a number is still close
  const KNOTS = 9, COLUMNS = 4 * (KNOTS - 1) + 1;  // of a drawn curve: for the keyboard, in all
  const page = location.pathname.split("/").pop().replace(/\.html$/, "");

  const keyOf = (place) => `${page} ${place.dataset.digest}`;

  // What the reader chose ------------------------------------------------------------------------

  function saidOfChoice(place, chose) {
    return chose === place.dataset.answer ? `You chose (${chose}), and so it is.`
      : `You chose (${chose}). It is (${place.dataset.answer}).`;
  }

  function saidOfNumber(place, chose) {
    const wanted = Number(place.dataset.answer), off = Math.abs(chose - wanted);
    if (off === 0) return `You said ${chose}, and so it is.`;
    const close = off <= NEAR * Math.abs(wanted) ? " That is close." : "";
    return `You said ${chose}. It is ${place.dataset.answer}.${close}`;
  }

  const saidOfCurve = () => "Your curve lies over the true one, dashed.";

  const SAID = {choice: saidOfChoice, value: saidOfNumber, draw: saidOfCurve};

  // Opens what the prediction kept; `anew` when the reader has chosen just now.
  function open(place, chose, anew) {
    const gate = place.querySelector(".gate");
    gate.hidden = false;
    gate.open = true;
    gate.querySelector("summary").hidden = true;
    const said = SAID[place.dataset.kind](place, chose);
    gate.querySelector(".because .verdict").textContent = said;
    for (const one of all(place, ".choices button[value]")) {
      one.setAttribute("aria-pressed", one.value === chose);
    }
    if (place.dataset.kind === "draw") layOver(place, chose);
    place.classList.add("open");
    if (!anew) return;
    store.change((kept) => { kept.predictions[keyOf(place)] = {chose}; });
    place.querySelector(".said").textContent = "What happens is open below.";
    gate.focus({preventScroll: true});
  }

  const ask = (place, words) => { place.querySelector(".said").textContent = words; };

  function choices(place) {
    for (const one of all(place, ".choices button")) {
      one.addEventListener("click", () => open(place, one.value, true));
    }
  }

  function number(place) {
    alive(place.querySelector(".choices")).addEventListener("submit", (event) => {
      event.preventDefault();
      const {value} = place.querySelector(".choices input");
      if (!value.trim()) return ask(place, "Type a number first.");
      const {number: typed, unread} = numbers.read(value);
      return unread ? ask(place, unread) : open(place, typed, true);
    });
  }

  // A curve drawn by hand ------------------------------------------------------------------------
  // A curve is a height, from 0 below to 1 above, for each of its columns; null where none is drawn.

  const edges = (place) => place.dataset.area.split(" ").map(Number);

  // A drawing surface over the plot area of a picture.
  function surface(place, image) {
    const [left, right, top, bottom] = edges(place);
    const frame = element("span", {class: "drawn-over"});
    image.replaceWith(frame);
    const over = draw(frame, "svg", {viewBox: "0 0 1000 1000", preserveAspectRatio: "none",
      "aria-hidden": "true"});
    frame.prepend(image);
    Object.assign(over.style, {left: `${100 * left}%`, top: `${100 * top}%`,
      width: `${100 * (right - left)}%`, height: `${100 * (bottom - top)}%`});
    draw(over, "path", {"vector-effect": "non-scaling-stroke"});
    return over;
  }

  function trace(over, curve) {
    let path = "", pen = "M";
    for (const [column, height] of curve.entries()) {
      if (height === null) { pen = "M"; continue; }
      path += `${pen}${(1000 * column / (COLUMNS - 1)).toFixed(1)} ${(1000 * (1 - height)).toFixed(1)}`;
      pen = "L";
    }
    over.querySelector("path").setAttribute("d", path);
  }

  // Straight from one column to another, and what is between.
  function join(curve, from, to) {
    const steps = Math.abs(to.column - from.column) || 1;
    for (let step = 0; step <= steps; step += 1) {
      const share = step / steps;
      const column = Math.round(from.column + share * (to.column - from.column));
      curve[column] = from.height + share * (to.height - from.height);
    }
  }

  // The picture of the empty axes is the last one before the prediction.
  const before = (place) => all(document, "article figure img").findLast((one) =>
    place.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);

  function curve(place) {
    const image = before(place);
    if (!image) return;
    const over = surface(place, image), mine = Array(COLUMNS).fill(null);
    place.over = over;
    over.classList.add("draws");
    const within = (one) => Math.min(1, Math.max(0, one));
    const at = ({clientX, clientY}) => {
      const box = over.getBoundingClientRect();
      return {column: Math.round(within((clientX - box.left) / box.width) * (COLUMNS - 1)),
        height: within((box.bottom - clientY) / box.height)};
    };
    let last;
    over.addEventListener("pointerdown", (event) => {
      over.setPointerCapture(event.pointerId);
      last = at(event);
      event.preventDefault();
    });
    over.addEventListener("pointermove", (event) => {
      if (!last) return;
      for (const one of [...event.getCoalescedEvents?.() || [], event]) {
        join(mine, last, last = at(one));
      }
      show();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      over.addEventListener(end, () => { last = undefined; });
    }

    // By keyboard: a height for each of a few points, in hundredths.
    const knots = Array.from({length: KNOTS}, (_, knot) => {
      const slider = element("input", {type: "range", min: 0, max: 100, value: 50,
        "aria-label": `Height of your curve at point ${knot + 1} of ${KNOTS}, from left to right`});
      slider.addEventListener("input", () => {
        const column = 4 * knot, here = {column, height: slider.value / 100};
        for (const side of [-4, 4]) {
          const there = column + side;
          if (mine[there] === undefined) continue;
          join(mine, here, {column: there, height: mine[there] ?? here.height});
        }
        show();
      });
      return slider;
    });

    function show() {
      trace(over, mine);
      knots.forEach((one, knot) => {
        if (mine[4 * knot] !== null) one.value = Math.round(100 * mine[4 * knot]);
      });
    }

    const finish = button("Show", () => {
      if (mine.every((one) => one === null)) return ask(place, "Draw a curve over the empty axes first.");
      over.classList.remove("draws");
      return open(place, mine.map((one) => one === null ? -1 : Number(one.toFixed(3))), true);
    });
    const again = button("Start again", () => { mine.fill(null); show(); });
    place.querySelector(".choices").append(
      element("span", {class: "knots", role: "group", "aria-label": "Your curve, point by point"}, ...knots),
      finish, again);
  }

  // The same stroke over the true curve; -1 is kept where nothing was drawn.
  function layOver(place, chose) {
    const mine = chose.map((one) => one < 0 ? null : one);
    const image = place.querySelector(".gate figure img");
    if (mine.length !== COLUMNS || !image) return;
    trace(place.shown ??= surface(place, image), mine);
    if (place.over) {
      trace(place.over, mine);
      place.over.classList.remove("draws");
    }
    for (const one of all(place, ".choices button")) one.hidden = true;
    for (const one of all(place, ".knots input")) one.disabled = true;
  }

  // A link that leads into what a prediction keeps opens it: the reader has asked for it by name.
  function arrive() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const kept = all(document, ".prediction > .gate[hidden]").filter((gate) => gate.contains(target));
    if (!target || !kept.length) return;
    for (const gate of kept) Object.assign(gate, {hidden: false, open: true});
    target.scrollIntoView();
  }

  const PREPARE = {choice: choices, value: number, draw: curve};
  const {predictions} = store.read();

  for (const place of all(document, ".prediction")) {
    const {chose} = predictions[keyOf(place)] || {}, {kind} = place.dataset;
    const wanted = {choice: "string", value: "number", draw: "object"}[kind];
    place.querySelector(".gate").hidden = true;
    place.classList.add("ready");
    whenLaidOut(place, () => {
      PREPARE[kind](place);
      if (typeof chose === wanted) open(place, chose, false);
    });
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
