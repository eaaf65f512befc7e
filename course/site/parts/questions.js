// Questions with reasons: checks an answer, shows the reason that stands in the page for it, and
// keeps in this browser what was answered and what was missed. Nothing is sent anywhere.
"use strict";

(() => {
  const {element, button, all, alive, fetchScript, whenLaidOut} = dom;
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const WAITS = [0, 1, 3, 7, 21];  // days until a missed question comes back, box by box

  let memory = {};  // of the store, as last read: {"Q06-3": {asked, solved, box, due}}
  const read = () => memory = store.read().questions;
  const write = () => store.change((all) => { all.questions = memory; });

  // What is kept of a question, unless it has been changed since.
  const kept = ({id, asked}) => memory[id]?.asked === asked ? memory[id] : undefined;
  const of = (card) => ({id: card.id, asked: card.dataset.asked});

  function inDays(days) {
    const day = new Date();
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() + days);
    return day.getTime();
  }

  const isDue = (one) => one?.box !== undefined && one.due <= Date.now();

  function remember(question, right) {
    read();
    const one = memory[question.id] = kept(question) || {asked: question.asked};
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

  const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  function reason(card, answer) {
    const found = all(card, ".reasons .reason").find((one) => one.dataset.case === String(answer));
    return found ? [found.cloneNode(true)] : [];
  }

  // The reason for a number or a shape, without the words that only stand where all are listed.
  function otherwise(card) {
    return reason(card, "otherwise").map((one) => {
      one.querySelector("strong").textContent = "A hint:";
      return one;
    });
  }

  // What a judge makes of an answer: {missing}, a sentence that asks for what is not there or
  // cannot be read, and then nothing is marked; or {right, says}: elements that teach.

  const chosen = (card) => all(card, "input:checked").map((one) => one.value);
  const near = (number, wanted, tolerance) =>
    Math.abs(number - wanted) <= tolerance * (Math.abs(wanted) || 1) * (1 + 1e-9);
  const nothing = {missing: "Choose an answer first."};

  function judgeOne(card) {
    const [one] = chosen(card);
    if (one === undefined) return nothing;
    return {right: one === card.dataset.answer, says: reason(card, one)};
  }

  function judgeSeveral(card) {
    const mine = chosen(card), wanted = card.dataset.answer.split(",");
    if (!mine.length) return nothing;
    const wrong = mine.filter((one) => !wanted.includes(one)).length;
    const missed = wanted.filter((one) => !mine.includes(one)).length;
    const says = mine.flatMap((one) => reason(card, one));
    if (missed) says.push(element("p", {}, missed === 1 ? "One more holds." : `${missed} more hold.`));
    return {right: !wrong && !missed, says};
  }

  function judgeNumber(card) {
    const {value} = card.querySelector(".entry input");
    if (!value.trim()) return {missing: "Type a number first, such as -0.25 or 1/3."};
    const {number, unread} = numbers.read(value);
    if (unread) return {missing: unread};
    const {answer} = card.dataset, {tolerance} = card.querySelector(".entry").dataset;
    if (near(number, Number(answer), tolerance)) return {right: true, says: reason(card, "right")};
    const known = all(card, ".reasons .reason").map((one) => one.dataset.case)
      .find((one) => !isNaN(one) && near(number, Number(one), tolerance));
    return {right: false, says: known === undefined ? otherwise(card) : reason(card, known)};
  }

  function judgeShape(card) {
    const typed = all(card, ".entry input").map((one) => one.value);
    if (typed.some((one) => !one.trim())) return {missing: "Type both numbers first."};
    const sizes = typed.map(numbers.read), unread = sizes.find((one) => one.unread);
    if (unread) return {missing: unread.unread};
    const odd = sizes.find(({number}) => !Number.isInteger(number) || number < 1);
    if (odd) return {missing: `A shape has no ${odd.number} rows or columns: write whole numbers, such as 3.`};
    const shape = sizes.map(({number}) => number).join(",");
    if (shape === card.dataset.answer) return {right: true, says: reason(card, "right")};
    const says = reason(card, shape);
    return {right: false, says: says.length ? says : otherwise(card)};
  }

  function judgeOrder(card) {
    const steps = all(card, ".steps > li");
    const first = steps.find((one, place) => Number(one.dataset.step) !== place);
    if (!first) return {right: true, says: reason(card, "right")};
    const says = element("p", {}, `${first.dataset.letter} is the first that is out of place.`);
    const thought = reason(card, "thought").flatMap((one) => all(one, ".thought"));
    return {right: false, says: [says, ...reason(card, first.dataset.step), ...thought]};
  }

  const JUDGES = {
    one: judgeOne, several: judgeSeveral, number: judgeNumber, shape: judgeShape, order: judgeOrder,
  };

  // A question ---------------------------------------------------------------------------------

  function check(card) {
    const feedback = card.querySelector(".feedback");
    const {missing, right, says} = JUDGES[card.dataset.judge](card);
    feedback.classList.remove("right", "wrong");
    if (missing) {
      feedback.replaceChildren(element("p", {}, missing));
      return;
    }
    const title = element("p", {class: "verdict"}, right ? "✓ Right" : "✗ Not yet");
    const rules = all(card, ".reasons .rules").map((one) => one.cloneNode(true));
    feedback.classList.add(right ? "right" : "wrong");
    feedback.replaceChildren(title, ...says, ...rules);
    card.classList.add("tried");
    remember(of(card), right);
    card.dispatchEvent(new CustomEvent("answered", {bubbles: true}));
  }

  function move(card, item, by) {
    const steps = all(card, ".steps > li"), from = steps.indexOf(item), to = from + by;
    const name = item.dataset.letter, spoken = card.querySelector(".moved");
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

  function makeMovable(card) {
    for (const item of all(card, ".steps > li")) {
      const name = item.dataset.letter;
      item.append(element("span", {class: "moves"},
        button("↑", () => move(card, item, -1), {"aria-label": `Move ${name} up`}),
        button("↓", () => move(card, item, 1), {"aria-label": `Move ${name} down`})));
    }
    card.querySelector("fieldset").append(
      element("span", {class: "moved visually-hidden", role: "status"}));
  }

  function showState(card) {
    const one = kept(of(card)), state = card.querySelector(".state");
    state.className = `state ${one ? (one.solved ? "right" : "wrong") : ""}`;
    state.textContent = one ? (one.solved ? "✓ answered" : "to be tried again") : "";
  }

  function prepare(card) {
    const form = alive(card.querySelector(".form"));
    form.querySelector("fieldset").append(
      element("p", {class: "do"}, element("button", {type: "submit"}, "Check")));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      check(card);
    });
    if (card.dataset.judge === "order") {
      card.firstOrder = all(card, ".steps > li");
      makeMovable(card);
    }
  }

  function clear(card) {
    card.querySelector("form")?.reset();
    card.classList.remove("tried");
    const feedback = card.querySelector(".feedback");
    feedback.className = "feedback";
    feedback.replaceChildren();
    if (card.firstOrder) card.querySelector(".steps").append(...card.firstOrder);
  }

  // A button that forgets these answers, once the reader has said that this is meant.
  function forgetting(text, what, ids, then) {
    return button(text, () => {
      if (!confirm(`Forget ${what}? They cannot be brought back.`)) return;
      read();
      for (const id of ids()) delete memory[id];
      write();
      then();
    });
  }

  // The questions of a chapter -----------------------------------------------------------------

  // Those in the text are counted with the set at the end.
  function chapter(set) {
    const cards = all(document, ".question-set:not(.review) .question");
    const bar = element("progress", {max: cards.length, "aria-hidden": "true"});
    const text = element("span", {class: "count", role: "status"});
    const reset = forgetting("Start over", "your answers to the questions of this chapter",
      () => cards.map((card) => card.id), () => { cards.forEach(clear); show(); });
    set.prepend(element("p", {class: "standing"}, bar, text, reset));

    function show() {
      read();
      const solved = cards.filter((card) => kept(of(card))?.solved).length;
      bar.value = solved;
      text.textContent = `${solved} of ${cards.length} answered right`;
      cards.forEach(showState);
    }
    document.addEventListener("answered", show);
    store.watch(show);
    show();
  }

  // The page "Due today" -----------------------------------------------------------------------

  // One of each chapter in turn, the longest due first.
  function interleaved(questions) {
    const chapters = new Map();
    for (const one of [...questions].sort((a, b) => kept(a).due - kept(b).due)) {
      if (!chapters.has(one.chapter)) chapters.set(one.chapter, []);
      chapters.get(one.chapter).push(one);
    }
    const order = [], rows = [...chapters.values()];
    while (rows.some((row) => row.length)) for (const row of rows) order.push(...row.splice(0, 1));
    return order;
  }

  function later(questions) {
    const waiting = questions.map(kept)
      .filter((one) => one?.box !== undefined && !isDue(one)).map((one) => one.due);
    if (!waiting.length) return "";
    const next = new Date(Math.min(...waiting)).toLocaleDateString(
      "en", {weekday: "long", day: "numeric", month: "long"});
    return ` ${plural(waiting.length, "question")} waiting, the next for ${next}.`;
  }

  // The questions of a chapter stand in a script of their own, which also loads from file://.
  const notThere = (name) => new Error(`The questions of chapter ${Number(name.slice(0, 2))} could `
    + "not be fetched: load the page again.");
  const fetched = {};
  const fetchChapter = (name) => fetched[name] ??= fetchScript(
    new URL(`questions/${name}.js`, root)).then(() => {
    const template = element("template");
    template.innerHTML = window.courseQuestions[name];
    return template.content;
  }, () => { throw notThere(name); });

  // A question as it stands on its chapter's page, with links that lead where they led there.
  async function borrowed({id, chapter: name, page}) {
    const card = (await fetchChapter(name)).getElementById(id)?.cloneNode(true);
    if (!card) throw notThere(name);
    const there = new URL(page, location.href);
    for (const link of all(card, "a[href]")) link.href = new URL(link.getAttribute("href"), there);
    const number = Number(name.slice(0, 2));
    card.querySelector(".reasons").append(element("p", {class: "home"},
      element("a", {href: `${page}#${id}`}, `${id} in chapter ${number}`)));
    prepare(card);
    return card;
  }

  function review(set) {
    const chapters = Object.entries(JSON.parse(set.dataset.chapters));
    const questions = chapters.flatMap(([chapter, {page, asked}]) =>
      Object.entries(asked).map(([id, digest]) => ({id, asked: digest, chapter, page})));
    const text = element("p", {class: "count", role: "status"}), list = element("ul");
    const place = element("div");
    const reset = forgetting("Forget all my answers", "all your answers, in every chapter",
      () => Object.keys(memory), begin);
    set.querySelector(".without-script")?.remove();
    set.prepend(text, list, element("p", {class: "standing"}, reset), place);

    function show() {
      const due = questions.filter((one) => isDue(kept(one))).length;
      const none = questions.some(kept) ? "Nothing is due today."
        : "Nothing is due today: no question has been answered in this browser yet.";
      text.textContent = (due ? `${plural(due, "question")} due today.` : none) + later(questions);
      reset.hidden = !questions.some(kept);
      all(place, ".question").forEach(showState);
    }

    async function begin() {
      read();
      set.setAttribute("aria-busy", "true");
      list.replaceChildren();
      place.replaceChildren();
      try {
        const due = interleaved(questions.filter((one) => isDue(kept(one))));
        place.append(...await Promise.all(due.map(borrowed)));
        list.append(...all(place, ".question").map((card) => {
          const title = card.querySelector("legend > .number + span").textContent;
          return element("li", {}, `${title}: `, card.querySelector(".home a").cloneNode(true));
        }));
        show();
      } catch (error) {
        text.textContent = error.message;
      }
      set.setAttribute("aria-busy", "false");
    }
    set.addEventListener("answered", show);
    begin();
  }

  for (const set of all(document, ".question-set")) {
    set.classList.add("ready");
    all(set, ".question").forEach((card) => whenLaidOut(card, prepare));
  }
  for (const set of all(document, ".question-set:not(.inline)")) {
    (set.classList.contains("review") ? review : chapter)(set);
  }
})();
