// The descent playground (see playground.py, which computes what the page holds): descent.js takes
// the steps, this shows them.
"use strict";
const playground = (() => {
  const {element, button, fetchScript} = dom;
  const {METHODS, FAR, lossAndGradient, begin, direction, next, run, ended} = descent;

  const LONGEST_RUN = 600, PAUSE = 90;  // steps; milliseconds between two
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function round(value, digits = 2) {
    if (!Number.isFinite(value)) return value > 0 ? "∞" : Number.isNaN(value) ? "?" : "−∞";
    const size = Math.abs(value);
    const text = size >= 1e5 ? value.toExponential(1) : value.toFixed(size >= 1000 ? 0 : digits);
    return minus(Number(text) === 0 ? text.replace("-", "") : text);
  }

  function minus(number) {
    return String(number).replace("-", "−");
  }

  // JSXGraph, when a reader comes near.
  let styled = false;
  function fetchLibrary(path) {
    if (!styled) document.head.append(element("link", {rel: "stylesheet", href: `${path}.css`}));
    styled = true;
    return fetchScript(`${path}.js`);
  }

  const INK = "var(--ink)", QUIET = "var(--quiet)", RULE = "var(--rule)";
  const STEP = "var(--step)", GOOD = "var(--checked)";
  const FIXED = {fixed: true, highlight: false, layer: 5, tabindex: null};
  let boards = 0;

  // A board with an axis below and one on the left, whatever part of the plane it shows.
  function makeBoard(place, region, names, listens = false) {
    place.id = `descent-board-${++boards}`;
    const board = JXG.JSXGraph.initBoard(place.id, {
      boundingbox: frame(region), axis: false, showNavigation: false, showCopyright: false,
      keepaspectratio: false, pan: {enabled: false}, zoom: {enabled: false},
      registerEvents: listens ? {keyboard: true, pointer: true, resize: true} : {resize: true},
      showInfobox: false, keyboard: {dx: 8, dy: 8, panShift: false}, ...names,
    });
    board.region = region;
    const axis = (one, other, along, label) => board.create("axis", [one, other], {
      strokeColor: QUIET, highlight: false, lastArrow: false, tabindex: null,
      ticks: {
        drawZero: true, majorHeight: 6, minorTicks: 0, strokeColor: QUIET, highlight: false,
        insertTicks: false, ticksDistance: tickDistance(region)[along - 1],
        generateLabelText: ({usrCoords}) => {
          const [left, top, right, bottom] = board.region, value = usrCoords[along];
          const [low, high] = along === 1 ? [left, right] : [bottom, top];
          return value < low - 1e-9 || value > high + 1e-9 ? "" : minus(Number(value.toPrecision(6)));
        },
        label: {fontSize: 11, strokeColor: QUIET, highlight: false, ...label},
      },
    });
    const left = () => board.region[0], bottom = () => board.region[3];
    board.axes = [axis([0, bottom], [1, bottom], 1, {offset: [0, -11], anchorX: "middle"}),
      axis([left, 0], [left, 1], 2, {offset: [-7, 0], anchorX: "right"})];
    return board;
  }

  function look(board, region) {
    board.region = region;
    board.suspendUpdate();
    board.setBoundingBox(frame(region));
    tickDistance(region).forEach((ticksDistance, k) =>
      board.axes[k].defaultTicks.setAttribute({ticksDistance}));
    board.unsuspendUpdate();
    board.fullUpdate();
  }

  // Some five numbers along each axis: 1, 2 or 5 times a power of ten apart.
  function tickDistance([left, top, right, bottom]) {
    return [right - left, top - bottom].map((span) => {
      const power = 10 ** Math.floor(Math.log10(span / 4));
      return power * [5, 2, 1].find((times) => times * power <= span / 4);
    });
  }

  // Room for the axes' numbers around what is to be seen: left, top, right, bottom.
  function frame([left, top, right, bottom]) {
    const across = right - left, up = top - bottom;
    return [left - 0.13 * across, top + 0.04 * up, right + 0.03 * across, bottom - 0.12 * up];
  }

  function curve(board, attributes) {
    return board.create("curve", [[NaN], [NaN]], {...FIXED, strokeWidth: 1.5, ...attributes});
  }

  function setCurve(one, points) {
    one.dataX = points.map((point) => point[0]);
    one.dataY = points.map((point) => point[1]);
    if (!points.length) one.dataX = one.dataY = [NaN];
  }

  // What is far outside is drawn less far outside: a picture has no place for a million.
  const drawable = (value) => Math.max(-1e4, Math.min(1e4, value));

  // Each point as a line of no length with round ends: a dot.
  const dots = (points) => points.flatMap(([x, y]) => [[x, y], [x, y], [NaN, NaN]]);
  const pieces = (lines) => lines.flatMap((line) => [...line, [NaN, NaN]]);

  class Descent {
    constructor(figure) {
      this.figure = figure;
      this.data = JSON.parse(figure.querySelector("script").textContent);
      this.running = null;
      this.buildControls();
      this.choose(figure.dataset.start, null);
    }

    get cars() {
      const {shift, scale} = this.map;
      return this.data.cars.map(([speed, y]) => [(speed - shift) / scale, y]);
    }

    // What the reader sets --------------------------------------------------------------------

    choose(name, back = this.state) {
      const {speeds, method, rate, start} = this.data.starts[name];
      this.stop();
      this.use({speeds, method, rate, name});
      this.put(begin(start[0], start[1], this.settings, this.known, back));
      this.message.textContent = "";
    }

    use(settings) {
      if (this.settings?.speeds !== settings.speeds) {
        this.map = this.data.maps[settings.speeds];
        this.known = this.cars;
        this.mapChanged = true;
      }
      this.settings = settings;
      const {inputs} = this;
      inputs.start.value = settings.name;
      inputs.method.value = settings.method;
      inputs.slider.value = Math.log10(settings.rate);
      inputs.rate.value = Number(settings.rate.toPrecision(3));
      this.complain(inputs.rate, "");
      const one = this.data.starts[settings.name];
      this.look.textContent = one.look;
      this.question.textContent = one.question;
    }

    setRate(rate) {
      this.use({...this.settings, rate});
      this.show();
    }

    moveTo(w, b, back) {
      this.stop();
      this.put(begin(w, b, this.settings, this.known, back));
    }

    // Steps -----------------------------------------------------------------------------------

    put(state) {
      this.state = state;
      this.show();
    }

    step(shown = true) {
      if (this.stuck() === "diverged") return false;
      this.state = next(this.state, this.settings, this.known);
      if (shown) this.show();
      return !this.stuck();
    }

    stuck() {
      return ended(this.state, this.settings.method);
    }

    undo() {
      this.stop();
      if (!this.state.back) return;
      this.state = this.state.back;
      this.use(this.state.settings);
      this.show();
      this.tell();
    }

    toggle() {
      if (this.running) {
        this.stop();
        this.tell();
        return;
      }
      const last = this.state.step + LONGEST_RUN;
      if (still.matches) {
        while (this.state.step < last && this.step(false)); // drawn once, at the end
        this.show();
        this.tell();
        return;
      }
      this.inputs.run.textContent = "Pause";
      this.running = setInterval(() => {
        if (this.step() && this.state.step < last) return;
        this.stop();
        this.tell();
      }, PAUSE);
    }

    stop() {
      clearInterval(this.running);
      this.running = null;
      this.inputs.run.textContent = "Run";
    }

    // Words -----------------------------------------------------------------------------------

    summary() {
      const {w, b, loss, step, active} = this.state;
      const on = active.filter(Boolean).length;
      return `Step ${step}: w = ${round(w)}, b = ${round(b)}, loss ${round(loss, 1)}, ` +
        `${on} of ${active.length} cars active. `;
    }

    // What there is to say about a state beyond its numbers.
    news() {
      const {w, b} = this.state, {w: across, b: up} = this.map;
      const outside = w < across[0] || w > across[1] || b < up[0] || b > up[1];
      return {
        dead: "Every car is clipped: the gradient is the zero row, and no rate makes a step of it. " +
          "Only you can move this neuron.",
        rest: "The gradient is as good as zero: at rest.",
        diverged: "Diverged: more than a million away from the origin.",
      }[this.stuck()] ?? (outside ? "The descent has left the map." : "");
    }

    // The numbers stand on the page; who cannot see them hears them.
    tell() {
      const numbers = element("span", {class: "heard"}, this.summary());
      this.message.replaceChildren(numbers, this.news());
    }

    complain(input, text) {
      input.setAttribute("aria-invalid", Boolean(text));
      const place = this.figure.querySelector(".complaint");
      place.textContent = text;
    }

    // A number that the reader typed, or null after saying what is wrong with it.
    read(input, name, fits, must) {
      const value = Number(input.value.trim().replace("−", "-").replace(",", "."));
      if (input.value.trim() && Number.isFinite(value) && fits(value)) {
        this.complain(input, "");
        return value;
      }
      this.complain(input, `${name} must be ${must}, such as ${name === "The learning rate" ? "0.1" : "10"}.`);
      return null;
    }

    // Controls --------------------------------------------------------------------------------

    buildControls() {
      const {figure, data} = this, inputs = this.inputs = {};
      const select = (options, act) => {
        const one = element("select");
        for (const [value, text] of options) one.append(new Option(text, value));
        one.addEventListener("change", () => act(one.value));
        return one;
      };
      inputs.start = select(Object.entries(data.starts).map(([name, one]) => [name, one.title]),
        (name) => this.choose(name));
      inputs.method = select(Object.entries(METHODS).map(([name, one]) => [name, one.title]),
        (method) => { this.use({...this.settings, method}); this.show(); });
      inputs.slider = element("input", {
        type: "range", min: -3, max: 0.7, step: 0.01, "aria-label": "Learning rate, logarithmic scale"});
      inputs.slider.addEventListener("input", () => this.setRate(
        Number((10 ** inputs.slider.value).toPrecision(2))));
      inputs.rate = element("input", {type: "text", inputmode: "decimal", size: 6});
      inputs.rate.addEventListener("change", () => {
        const rate = this.read(inputs.rate, "The learning rate", (r) => r > 0 && r <= 100,
          "a number above 0, and at most 100");
        if (rate !== null) this.setRate(rate);
      });
      for (const name of ["w", "b"]) {
        inputs[name] = element("input", {type: "text", inputmode: "decimal", size: 7});
        inputs[name].addEventListener("change", () => {
          const value = this.read(inputs[name], name, (v) => Math.abs(v) < FAR, "a number");
          if (value === null) return;
          const {w, b} = this.state;
          this.moveTo(name === "w" ? value : w, name === "b" ? value : b, this.state);
          this.tell();
        });
      }
      inputs.step = button("Step", () => { this.stop(); this.step(); this.tell(); });
      inputs.run = button("Run", () => this.toggle());
      inputs.undo = button("Undo", () => this.undo());
      inputs.again = button("From the start", () => {
        this.stop();
        const [first] = run(this.state);
        if (first !== this.state) this.put(begin(first.w, first.b, this.settings, this.known, this.state));
        this.tell();
      });
      const labelled = (text, input) => {
        input.id = `descent-${this.figure.dataset.start}-${text.replace(" ", "-")}`;
        return element("span", {}, element("label", {for: input.id}, text), " ", input);
      };
      this.look = figure.querySelector(".look");
      this.question = figure.querySelector(".part-question");
      this.message = element("p", {class: "message", role: "status"});
      this.gradient = element("span", {class: "gradient"});
      this.other = element("span", {class: "other"});
      const controls = element("div", {class: "controls"},
        element("div", {class: "line"}, labelled("Start", inputs.start),
          labelled("Method", inputs.method),
          element("span", {class: "rate"}, labelled("Learning rate", inputs.rate), inputs.slider)),
        element("div", {class: "line"}, inputs.step, inputs.run, inputs.undo, inputs.again,
          labelled("w", inputs.w), labelled("b", inputs.b)),
        element("p", {class: "complaint", role: "alert"}),
        element("p", {class: "numbers"}, this.other, " ", this.gradient), this.message);
      const panel = (name, title) => {
        const board = element("div", {class: "board"});
        this.places = {...this.places, [name]: board};
        return element("div", {class: `panel ${name}`}, element("p", {class: "title"}, title), board);
      };
      figure.querySelector(".stage").replaceWith(element("div", {class: "stage live"},
        panel("map", "The loss over weight w (→) and bias b (↑); green: its minimum. Drag the point."),
        controls,
        panel("cars", "Distance in feet (↑) against speed in mph (→): ● active, ○ clipped"),
        this.more = element("details", {class: "more"}, element("summary", {}, "More charts"),
          element("div", {},
            panel("slice", "The loss after one step (↑) against its rate (→); dashed: the tangent"),
            panel("losses", "The loss (↑), step by step (→); dotted: its minimum")))));
      this.more.addEventListener("toggle", () => {
        if (!this.more.open || !this.ready) return;
        if (!this.sliceBoard) this.drawMore();
        this.show();
      });
    }

    // Pictures --------------------------------------------------------------------------------

    drawMap() {
      if (this.mapBoard) JXG.JSXGraph.freeBoard(this.mapBoard);
      const {w, b, lines, minimum} = this.map, {map} = this.places;
      const board = this.mapBoard = makeBoard(map, [w[0], b[1], w[1], b[0]], {
        title: "The loss over weight and bias",
        description: "Level lines, the path of the descent, and a point that can be moved with the arrow keys",
      }, true);
      setCurve(curve(board, {strokeColor: QUIET, strokeWidth: 0.8, strokeOpacity: 0.75}),
        pieces(lines.flat()));
      // No car is active below the lines w x + b = 0 of the slowest and the fastest car.
      const inputs = this.known.map(([x]) => x), bottom = b[0];
      const corner = (at, x) => -at * x < bottom ? [-bottom / x, bottom] : [at, -at * x];
      const [left, right] = [corner(w[0], Math.min(...inputs)), corner(w[1], Math.max(...inputs))];
      setCurve(curve(board, {
        strokeColor: QUIET, strokeWidth: 1, dash: 2, fillColor: QUIET, fillOpacity: 0.2, layer: 1,
      }), [[left[0], bottom], left, [0, 0], right, [right[0], bottom]]);
      board.create("text", [0, 0.96 * bottom, "all cars clipped"], {
        ...FIXED, display: "internal", anchorX: "middle", anchorY: "bottom", fontSize: 11,
        strokeColor: QUIET,
      });
      setCurve(curve(board, {strokeColor: GOOD, strokeWidth: 10, lineCap: "round"}), dots([minimum]));
      this.path = curve(board, {strokeColor: STEP});
      this.pathDots = curve(board, {strokeColor: STEP, strokeWidth: 5, lineCap: "round"});
      this.arrow = board.create("arrow", [[0, 0], [0, 0]], {
        ...FIXED, strokeColor: INK, strokeWidth: 2, lastArrow: {type: 2, size: 6}, layer: 9,
        point1: {visible: false}, point2: {visible: false} });
      this.point = board.create("point", [0, 0], {
        name: "", size: 6, face: "o", fillColor: STEP, strokeColor: INK, strokeWidth: 2,
        highlightFillColor: STEP, highlightStrokeColor: INK, tabindex: 0, layer: 8,
        cssClass: "handle", highlightCssClass: "handle", precision: {touch: 30, mouse: 12},
      });
      this.point.rendNode.classList.add("handle");
      this.point.rendNode.setAttribute("role", "application");
      this.point.rendNode.setAttribute("aria-label",
        "Weight and bias. The arrow keys move the point.");
      // A finger on the point, or on the arrow that covers it, takes the point and does not scroll.
      map.addEventListener("touchstart", (event) => {
        const box = this.point.rendNode.getBoundingClientRect(), [finger] = event.touches;
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        if (Math.hypot(finger.clientX - x, finger.clientY - y) < 30) event.preventDefault();
      }, {passive: false});
      // One undo goes back to before a drag, and so does one after several arrow keys.
      let before = null;
      this.point.on("down", () => { this.stop(); before = this.state; });
      this.point.on("drag", (event) => {
        if (event?.type === "keydown") {
          before = this.moved === this.state ? this.state.back : this.state;
        }
        this.moveTo(this.point.X(), this.point.Y(), before ?? this.state);
        this.moved = this.state;
        if (event?.type === "keydown") this.tell();
      });
      this.point.on("up", () => { if (this.moved === this.state) this.tell(); });
    }

    drawRest() {
      const {cars} = this.data, speeds = cars.map(([speed]) => speed);
      this.ends = [0, Math.max(...speeds) + 1];
      this.carsBoard = makeBoard(this.places.cars, [0, 130, this.ends[1], -10], {
        title: "Cars and neuron",
        description: "Fifty cars, their speed and distance to stop, and the line that the neuron says"});
      this.errors = curve(this.carsBoard, {strokeColor: STEP, strokeWidth: 1, strokeOpacity: 0.5});
      this.on = curve(this.carsBoard, {strokeColor: GOOD, strokeWidth: 7, lineCap: "round"});
      this.rows = curve(this.carsBoard, {
        strokeColor: STEP, strokeWidth: 11, strokeOpacity: 0.45, lineCap: "round", layer: 4});
      this.off = [[QUIET, 8], ["var(--ground)", 5]].map(([strokeColor, strokeWidth]) =>
        curve(this.carsBoard, {strokeColor, strokeWidth, lineCap: "round"}));
      this.said = curve(this.carsBoard, {strokeColor: RULE, strokeWidth: 2.5});
    }

    drawMore() {
      this.sliceBoard = makeBoard(this.places.slice, [0, 1, 1, 0], {
        title: "The loss along the next step",
        description: "The loss after one step in the present direction, for each learning rate, and its tangent"});
      this.slice = curve(this.sliceBoard, {strokeColor: RULE, strokeWidth: 2});
      this.tangent = curve(this.sliceBoard, {strokeColor: STEP, strokeWidth: 1.5, dash: 2});
      this.chosen = curve(this.sliceBoard, {strokeColor: STEP, strokeWidth: 9, lineCap: "round"});
      this.lossBoard = makeBoard(this.places.losses, [0, 1, 10, 0], {
        title: "The loss, step by step", description: "The loss after each step since the last start"});
      this.low = curve(this.lossBoard, {strokeColor: GOOD, dash: 1});
      this.losses = curve(this.lossBoard, {strokeColor: STEP});
      this.lossDots = curve(this.lossBoard, {strokeColor: STEP, strokeWidth: 4, lineCap: "round"});
    }

    show() {
      const {state} = this, {w, b, loss, gradient, active} = state;
      const {inputs} = this;
      inputs.w.value = round(w);
      inputs.b.value = round(b);
      inputs.undo.setAttribute("aria-disabled", !state.back);
      const on = active.filter(Boolean).length;
      this.other.textContent = `step ${state.step} · C = ${round(loss, 1)} · ${on} of ${active.length} active ·`;
      this.gradient.textContent =
        `∂C/∂(w, b) = [ ${round(gradient[0])}  ${round(gradient[1])} ]`;
      if (!this.ready) return;
      if (this.mapChanged) this.drawMap();
      this.mapChanged = false;
      this.showMap();
      this.showCars();
      if (!this.more.open || !this.sliceBoard) return;
      this.showSlice();
      this.showLosses();
    }

    showMap() {
      const {state} = this, points = run(state).map(({w, b}) => [drawable(w), drawable(b)]);
      setCurve(this.path, points);
      setCurve(this.pathDots, dots(points));
      this.point.setPosition(JXG.COORDS_BY_USER, points.at(-1));
      const after = next(state, this.settings, this.known);
      this.arrow.point1.setPosition(JXG.COORDS_BY_USER, points.at(-1));
      this.arrow.point2.setPosition(JXG.COORDS_BY_USER, [drawable(after.w), drawable(after.b)]);
      this.arrow.setAttribute({visible: !this.stuck()});
      this.mapBoard.update();
    }

    showCars() {
      const {w, b, active, rows} = this.state, {cars} = this.data, {known} = this;
      const says = (x) => drawable(Math.max(0, w * x + b));
      const {shift, scale} = this.map;
      const line = Array.from({length: 105}, (_, k) => k / 104 * this.ends[1]);
      setCurve(this.said, line.map((speed) => [speed, says((speed - shift) / scale)]));
      setCurve(this.on, dots(cars.filter((_, k) => active[k])));
      setCurve(this.errors, pieces(cars.map(([speed, y], k) => [[speed, y], [speed, says(known[k][0])]])
        .filter((_, k) => active[k])));
      setCurve(this.rows, dots((rows ?? []).map((row) => cars[row])));
      for (const one of this.off) setCurve(one, dots(cars.filter((_, k) => !active[k])));
      this.carsBoard.fullUpdate();
    }

    showSlice() {
      const {state, settings, known} = this, {d} = direction(state, settings, known);
      const right = 2 * settings.rate, slope = -(state.gradient[0] * d[0] + state.gradient[1] * d[1]);
      const after = (rate) => lossAndGradient(state.w - rate * d[0], state.b - rate * d[1], known).loss;
      const line = Array.from({length: 81}, (_, k) => [k / 80 * right, after(k / 80 * right)]);
      const here = [settings.rate, after(settings.rate)];
      let [low, high] = [Math.min(...line.map(([, y]) => y)), Math.max(...line.map(([, y]) => y))];
      const flat = high - low < 1e-6 * (1 + high);
      if (flat) [low, high] = [low - 10, high + 10];
      const edge = flat ? right : slope < 0 ? Math.min(right, (low - state.loss) / slope * 1.15) : right;
      setCurve(this.slice, line);
      setCurve(this.tangent, [[0, state.loss], [edge, state.loss + slope * edge]]);
      setCurve(this.chosen, dots([here]));
      const room = 0.06 * (high - low);
      if (Number.isFinite(high)) {
        look(this.sliceBoard, [0, high + room, right, low - room]);
      }
    }

    showLosses() {
      const points = run(this.state).map(({step, loss}) => [step, loss]);
      const right = Math.max(10, points.length - 1), lowest = this.map.minimum[2];
      const high = Math.max(...points.map(([, loss]) => loss).filter(Number.isFinite), lowest + 100);
      setCurve(this.low, [[0, lowest], [right, lowest]]);
      setCurve(this.losses, points);
      setCurve(this.lossDots, points.length < 80 ? dots(points) : []);
      look(this.lossBoard, [0, high, right, 0]);
    }

    async draw() {
      try {
        await fetchLibrary(this.figure.dataset.library);
      } catch (error) {
        this.message.textContent =
          `The pictures cannot be drawn: ${error.message}. The numbers work all the same.`;
        return;
      }
      this.ready = this.mapChanged = true;
      this.drawRest();
      if (this.more.open) this.drawMore();
      this.show();
    }
  }

  const descents = [];
  document.querySelectorAll("figure.descent").forEach((place) => dom.whenLaidOut(place, (figure) => {
    const one = new Descent(figure);
    descents.push(one);
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      one.draw();
    }, {rootMargin: "100px"}).observe(figure);
  }));
  return {descents};
})();
