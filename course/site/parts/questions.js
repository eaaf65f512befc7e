// Questions with reasons: checks an answer, shows the reason that stands in the page for it, and
// keeps in this browser what was answered and what was missed. Nothing is sent anywhere.
"use strict";

(() => {
  const KEY = "course-questions";
  const WAITS = [0, 1, 3, 7, 21];  // days until a missed question comes back, box by box

  // What is kept: {"Q06-3": {solved: true, box: 1, due: milliseconds}}; box and due once missed.
  let memory = {};
  function read() {
    try { memory = JSON.parse(localStorage.getItem(KEY)) || {}; } catch { /* only for this page */ }
    return memory;
  }
  function write() {
    try { localStorage.setItem(KEY, JSON.stringify(memory)); } catch { /* only for this page */ }
  }

  function inDays(days) {
    const day = new Date();
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() + days);
    return day.getTime();
  }

  const isDue = (one) => one?.box !== undefined && one.due <= Date.now();

  function remember(id, right) {
    const one = read()[id] ||= {};
    const due = isDue(one);
    one.solved = right;
    if (!right) Object.assign(one, {box: 0, due: inDays(0)});
    else if (due && one.box + 1 < WAITS.length) {
      one.box += 1;
      one.due = inDays(WAITS[one.box]);
    } else if (due) {
      delete one.box;
      delete one.due;
    }
    write();
  }

  // Small helpers ------------------------------------------------------------------------------

  function element(tag, attributes = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  const button = (text, act, attributes = {}) => {
    const made = element("button", {type: "button", ...attributes}, text);
    made.addEventListener("click", act);
    return made;
  };

  const all = (where, what) => [...where.querySelectorAll(what)];
  const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  function reason(form, answer) {
    const found = all(form, ".reasons .reason").find((one) => one.dataset.case === String(answer));
    return found ? [found.cloneNode(true)] : [];
  }

  // The reason for a number or a shape, without the words that only stand where all are listed.
  function otherwise(form) {
    return reason(form, "otherwise").map((one) => {
      one.querySelector("strong").textContent = "A hint:";
      return one;
    });
  }

  // What each kind makes of an answer: undefined (nothing entered, see `missing`), or
  // {right, says}: elements that teach.

  const chosen = (form) => all(form, "input:checked").map((one) => one.value);
  const near = (number, wanted, tolerance) =>
    Math.abs(number - wanted) <= tolerance * (Math.abs(wanted) || 1) * (1 + 1e-9);

  function judgeChoice(form) {
    const [one] = chosen(form);
    if (one === undefined) return undefined;
    return {right: one === form.dataset.answer, says: reason(form, one)};
  }

  function judgeSeveral(form) {
    const mine = chosen(form), wanted = form.dataset.answer.split(",");
    if (!mine.length) return undefined;
    const wrong = mine.filter((one) => !wanted.includes(one)).length;
    const missed = wanted.filter((one) => !mine.includes(one)).length;
    const says = mine.flatMap((one) => reason(form, one));
    if (missed) says.push(element("p", {}, missed === 1 ? "One more holds." : `${missed} more hold.`));
    return {right: !wrong && !missed, says};
  }

  function judgeNumber(form) {
    const [input] = all(form, "input");
    if (input.value === "") return undefined;
    const number = Number(input.value), {answer, tolerance} = form.dataset;
    if (near(number, Number(answer), tolerance)) return {right: true, says: reason(form, "right")};
    const known = all(form, ".reasons .reason").map((one) => one.dataset.case)
      .find((one) => !isNaN(one) && near(number, Number(one), tolerance));
    return {right: false, says: known === undefined ? otherwise(form) : reason(form, known)};
  }

  function judgeShape(form) {
    const sizes = all(form, "input").map((one) => one.value);
    if (sizes.includes("")) return undefined;
    const shape = sizes.map(Number).join(",");
    if (shape === form.dataset.answer) return {right: true, says: reason(form, "right")};
    const says = reason(form, shape);
    return {right: false, says: says.length ? says : otherwise(form)};
  }

  function judgeOrder(form) {
    const steps = all(form, ".steps > li");
    const first = steps.find((one, place) => Number(one.dataset.step) !== place);
    if (!first) return {right: true, says: reason(form, "right")};
    const says = element("p", {}, `${first.dataset.letter} is the first that is out of place.`);
    const thought = reason(form, "thought").flatMap((one) => all(one, ".thought"));
    return {right: false, says: [says, ...reason(form, first.dataset.step), ...thought]};
  }

  const JUDGES = {
    "choose": judgeChoice, "choose-several": judgeSeveral, "wrong-line": judgeChoice,
    "numeric": judgeNumber, "shape": judgeShape, "order": judgeOrder,
  };

  const missing = (form) => ({
    "numeric": "Type a number first, such as -0.25.", "shape": "Type both numbers first.",
  })[form.dataset.kind] || "Choose an answer first.";

  // A question ---------------------------------------------------------------------------------

  function check(form) {
    const feedback = form.querySelector(".feedback"), found = JUDGES[form.dataset.kind](form);
    feedback.classList.remove("right", "wrong");
    if (!found) {
      feedback.replaceChildren(element("p", {}, missing(form)));
      return;
    }
    const {right, says} = found;
    const title = element("p", {class: "verdict"}, right ? "✓ Right" : "✗ Not yet");
    const rules = all(form, ".reasons .rules").map((one) => one.cloneNode(true));
    feedback.classList.add(right ? "right" : "wrong");
    feedback.replaceChildren(title, ...says, ...rules);
    form.classList.add("tried");
    remember(form.id, right);
    form.dispatchEvent(new CustomEvent("answered", {bubbles: true}));
  }

  function move(form, item, by) {
    const steps = all(form, ".steps > li"), from = steps.indexOf(item), to = from + by;
    const name = item.dataset.letter, spoken = form.querySelector(".moved");
    if (to < 0 || to >= steps.length) {
      spoken.textContent = `${name} is already ${to < 0 ? "first" : "last"}`;
      return;
    }
    const focused = document.activeElement;
    if (by < 0) steps[to].before(item);
    else steps[to].after(item);
    focused.focus();  // to be moved takes the focus away
    spoken.textContent = `${name} is now number ${to + 1} of ${steps.length}`;
  }

  function makeMovable(form) {
    for (const item of all(form, ".steps > li")) {
      const name = item.dataset.letter;
      item.append(element("span", {class: "moves"},
        button("↑", () => move(form, item, -1), {"aria-label": `Move ${name} up`}),
        button("↓", () => move(form, item, 1), {"aria-label": `Move ${name} down`})));
    }
    form.querySelector("fieldset").append(
      element("span", {class: "moved visually-hidden", role: "status"}));
  }

  function showState(form) {
    const one = memory[form.id], state = form.querySelector(".state");
    state.className = `state ${one ? (one.solved ? "right" : "wrong") : ""}`;
    state.textContent = one ? (one.solved ? "✓ answered" : "to be tried again") : "";
  }

  function prepare(form) {
    form.querySelector("legend").append(" ", element("span", {class: "state"}));
    form.querySelector("fieldset").append(
      element("p", {class: "do"}, element("button", {type: "submit"}, "Check")));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      check(form);
    });
    if (form.dataset.kind === "order") {
      form.firstOrder = all(form, ".steps > li");
      makeMovable(form);
    }
  }

  function forget(set, forms) {
    read();
    for (const form of forms) {
      delete memory[form.id];
      form.reset();
      form.classList.remove("tried");
      const feedback = form.querySelector(".feedback");
      feedback.className = "feedback";
      feedback.replaceChildren();
      if (form.firstOrder) form.querySelector(".steps").append(...form.firstOrder);
    }
    write();
  }

  // The questions of a chapter -----------------------------------------------------------------

  function chapter(set, forms) {
    const bar = element("progress", {max: forms.length, "aria-hidden": "true"});
    const text = element("span", {class: "count", role: "status"});
    const reset = button("Start over", () => { forget(set, forms); show(); });
    set.prepend(element("p", {class: "standing"}, bar, text, reset));

    function show() {
      read();
      const solved = forms.filter((form) => memory[form.id]?.solved).length;
      bar.value = solved;
      text.textContent = `${solved} of ${forms.length} answered right`;
      forms.forEach(showState);
    }
    set.addEventListener("answered", show);
    addEventListener("storage", show);
    show();
  }

  // The page "Due today" -----------------------------------------------------------------------

  // One of each chapter in turn, the longest due first.
  function interleaved(forms) {
    const chapters = new Map();
    for (const form of [...forms].sort((a, b) => memory[a.id].due - memory[b.id].due)) {
      const {chapter: name} = form.dataset;
      if (!chapters.has(name)) chapters.set(name, []);
      chapters.get(name).push(form);
    }
    const order = [], rows = [...chapters.values()];
    while (rows.some((row) => row.length)) for (const row of rows) order.push(...row.splice(0, 1));
    return order;
  }

  function later(forms) {
    const waiting = forms.map((form) => memory[form.id])
      .filter((one) => one?.box !== undefined && !isDue(one)).map((one) => one.due);
    if (!waiting.length) return "";
    const next = new Date(Math.min(...waiting)).toLocaleDateString(
      "en", {weekday: "long", day: "numeric", month: "long"});
    return ` ${plural(waiting.length, "question")} waiting, the next for ${next}.`;
  }

  function review(set, forms) {
    const text = element("p", {class: "count", role: "status"}), list = element("ul");
    const reset = button("Forget all my answers", () => { forget(set, forms); begin(); });
    set.querySelector(".without-script")?.remove();
    set.prepend(text, list, element("p", {class: "standing"}, reset));

    function show() {
      const due = forms.filter((form) => isDue(memory[form.id])).length;
      const nothing = forms.some((form) => memory[form.id]) ? "Nothing is due today."
        : "Nothing is due today: no question has been answered in this browser yet.";
      text.textContent = (due ? `${plural(due, "question")} due today.` : nothing) + later(forms);
      reset.hidden = !forms.some((form) => memory[form.id]);
      forms.forEach(showState);
    }
    function begin() {
      read();
      for (const form of forms) form.hidden = true;
      const due = interleaved(forms.filter((form) => isDue(memory[form.id])));
      list.replaceChildren(...due.map((form) => {
        form.hidden = false;
        set.append(form);
        const title = form.querySelector("legend > .number + span").textContent;
        const home = form.querySelector(".home a").cloneNode(true);
        return element("li", {}, `${title}: `, home);
      }));
      show();
    }
    set.addEventListener("answered", show);
    begin();
  }

  for (const set of all(document, ".question-set")) {
    const forms = all(set, "form.question");
    forms.forEach(prepare);
    set.classList.add("ready");
    (set.classList.contains("review") ? review : chapter)(set, forms);
  }
})();
