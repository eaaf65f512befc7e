// The workbook: a derivation is typed line by line, and each line is judged against the one before.
// Nothing is loaded before the first key; the engine is Derive's.
"use strict";
(() => {
  const {element, button, all, copier, whenLaidOut} = dom;
  const STATES = ["right", "named", "wrong", "fault"];
  const MARKS = {right: "✓", named: "·", wrong: "✗", fault: "?"};
  const WORDS = {right: "right", named: "named", wrong: "not equal", fault: "cannot be read"};

  // The IDs of rules and misconceptions in a text lead to where the book says them.
  const linked = (text) => text.split(/\b(R-[\w-]*\w|M\d+)\b/).map((part, k) => {
    const there = k % 2 ? part[0] === "M" ? engine.misconception(part) : engine.rule(part) : "";
    return there ? element("a", {href: there}, part) : part;
  });

  // Derive's expression, if the page has one in its address.
  function own() {
    const found = new URLSearchParams(location.hash.slice(1)), shapes = {};
    if (!found.get("e")) return null;
    for (const [name, shape] of found) if (name.startsWith("s.")) shapes[name.slice(2)] = shape;
    const of = found.get("e"), by = found.get("by") ?? "";
    return {id: `own ${of}`, asked: by, of, by, shapes, letter: "", goal: ""};
  }

  function prepare(place) {
    const tasks = JSON.parse(place.querySelector(".tasks").textContent);
    const sheet = place.querySelector(".sheet"), lines = element("ol", {class: "lines"});
    const status = element("p", {class: "status", role: "status"});
    const helped = element("ol", {class: "hints", "aria-live": "polite"});
    const given = element("p", {class: "given"});
    let task = tasks[0], asked = 0, hints = [], last;
    const tray = tiles.row(() => rows().map(field), () => current());

    const key = () => `${task.id} ${task.asked}`;
    const rows = () => [...lines.children];
    const field = (row) => row.querySelector("input");
    const current = () => last?.isConnected ? last : field(rows().at(-1));
    const named = () => rows().map((row) => /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=/u.exec(field(row).value)?.[1])
      .filter((name) => name && !["J", "grad", task.letter, `d${task.letter}`].includes(name) &&
        !/^d[\p{L}_]/u.test(name));
    const texts = () => rows().map((row) => field(row).value.trim() ? field(row).value : "# ");

    function save() {
      const kept = rows().map((row) => field(row).value).filter((text) => text.trim());
      store.change((notes) => {
        if (kept.length) notes.workbooks[key()] = {lines: kept};
        else delete notes.workbooks[key()];
      });
    }

    function row(text = "", after = null) {
      const input = element("input", {type: "text", spellcheck: "false", autocapitalize: "off",
        autocomplete: "off"});
      const made = element("li", {}, input, element("div", {class: "said", "aria-live": "polite"}));
      input.value = text;
      input.addEventListener("focus", () => { last = input; });
      input.addEventListener("input", () => {
        engine.running().catch(() => {});  // it starts while the reader types on
        made.classList.remove(...STATES);
        made.querySelector(".said").replaceChildren();
        tray.show(task, named());
      });
      input.addEventListener("keydown", (event) => pressed(event, made, input));
      if (after) after.after(made);
      else lines.append(made);
      numbered();
      return made;
    }

    const numbered = () => rows().forEach((one, k) => field(one).setAttribute("aria-label", `Line ${k + 1}`));

    function pressed(event, made, input) {
      const above = made.previousElementSibling, below = made.nextElementSibling;
      if (event.key === "Enter") {
        event.preventDefault();
        judge(made);
      } else if (event.key === "ArrowUp" && above) {
        event.preventDefault();
        if (input.value) field(above).focus();
        else copyAbove(made);
      } else if (event.key === "ArrowDown" && below) {
        event.preventDefault();
        field(below).focus();
      } else if (event.key === "Backspace" && !input.value && rows().length > 1) {
        event.preventDefault();
        made.remove();
        numbered();
        field(above ?? rows()[0]).focus();
      }
    }

    function copyAbove(made) {
      const input = field(made), above = made?.previousElementSibling;
      if (!above) return;
      input.value = field(above).value;
      input.focus();
      input.dispatchEvent(new Event("input"));
    }

    // Judges all lines; then goes on to the line after `made`, if it could be read.
    async function judge(made) {
      const number = ++asked;
      save();
      hints = [];
      helped.replaceChildren();
      place.classList.add("busy");
      try {
        const found = await engine.ask({ask: "lines", task: question(), lines: texts()});
        if (number !== asked) return;
        if (found.fault) status.textContent = [found.fault, found.cure].filter(Boolean).join(" Cure: ");
        else show(found);
        if (made && !made.classList.contains("fault") && field(made).value.trim())
          field(made.nextElementSibling ?? (found.done ? made : row())).focus();
      } catch (error) {
        if (number === asked) status.textContent = failed(error);
      } finally {
        if (number === asked) {
          place.classList.remove("busy");
          place.dataset.judged = texts().join("\n");  // tests wait for it
        }
      }
    }

    const question = () => ({of: task.of, by: task.by, shapes: task.shapes, letter: task.letter, goal: task.goal});

    const failed = (error) => typeof WebAssembly === "undefined"
      ? "This browser runs no WebAssembly, which the workbook needs." : error.message === "late"
        ? "This took too long, and was stopped. Cure: write shorter lines."
        : `This could not be judged: ${error.message.split("\n").filter(Boolean).pop()}`;

    function show({verdicts, done, slips}) {
      rows().forEach((one, k) => {
        const mine = verdicts.filter(({number}) => number === k + 1);
        const worst = STATES.findLast((state) => mine.some((each) => each.state === state));
        one.classList.remove(...STATES);
        if (worst) one.classList.add(worst);
        one.querySelector(".said").replaceChildren(...mine.flatMap((each) => [
          ...(each.mathml ? [engine.math(each.mathml, false, true)] : marked(field(one).value, each)),
          element("p", {}, element("span", {class: "sign", "aria-label": WORDS[each.state]},
            MARKS[each.state]), " ", ...linked(each.says))]));
      });
      status.textContent = done ? `You have derived it${slips
        ? `, with ${slips === 1 ? "one slip" : `${slips} slips`} on the way` : ", without a slip"}.` : "";
      status.classList.toggle("done", done);
    }

    // The text of a line that cannot be read, with the place marked.
    function marked(text, {start, end_at: end}) {
      if (start === null || start === undefined) return [];
      const to = Math.max(Math.min(end, text.length), start + 1);
      return [element("pre", {tabindex: "0"}, text.slice(0, start),
        element("mark", {}, text.slice(start, to) || " "), text.slice(to))];
    }

    async function hint() {
      try {
        if (!hints.length) {
          await judge();
          hints = (await engine.ask({ask: "hints", task: question(), lines: texts()})).hints;
          if (!hints.length) status.textContent = "The derivation is at its end: there is no hint.";
        }
      } catch (error) {
        status.textContent = failed(error);
      }
      const next = hints[helped.children.length];
      if (next) helped.append(element("li", {}, ...linked(next)));
    }

    const exported = (what) => async () =>
      (await engine.ask({ask: "export", task: question(), lines: texts()}))[what];

    function startAgain() {
      if (!confirm("Delete the lines of this derivation?")) return;
      lines.replaceChildren();
      status.textContent = "";
      helped.replaceChildren();
      field(row()).focus();
      save();
    }

    function take(one) {
      task = one;
      const kept = store.read().workbooks[key()]?.lines ?? [];
      lines.replaceChildren();
      helped.replaceChildren();
      hints = [];
      status.textContent = kept.length ? "Your lines are back: press Enter in one, and they are judged." : "";
      [...kept, ""].forEach((text) => row(text));
      tray.show(task, named());
      given.replaceChildren(...(picker ? ["The derivative of ", element("code", {}, task.of),
        ...(task.by ? [" with respect to ", element("code", {}, task.by)] : []), "."] : []));
    }

    // On a page of all tasks, one is picked; there, also Derive's own expression.
    const picker = tasks.length > 1 ? element("select", {}, element("option", {value: "own"},
      "the expression above"), ...tasks.map(({id, title}) => element("option", {value: id}, title))) : null;
    picker?.addEventListener("change", pick);
    function pick() {
      const mine = own();
      if (picker.value !== "own" || !mine) {
        if (picker.value === "own") picker.value = tasks[0].id;
        take(tasks.find(({id}) => id === picker.value));
      } else take(mine);
    }
    if (picker) {
      picker.value = own() ? "own" : tasks[0].id;
      addEventListener("hashchange", () => picker.value === "own" && pick());
    }

    const above = button("Copy the line above", () => copyAbove(last?.closest("li") ?? rows().at(-1)), {
      class: "small", title: "in an empty line: the arrow up"});
    sheet.replaceChildren(
      ...(picker ? [element("label", {class: "pick"}, element("span", {}, "Task"), picker)] : []), given, lines,
      ...tray.parts,
      status, helped,
      element("div", {class: "do"}, button("Check", () => judge(last?.closest("li") ?? rows().at(-1))),
        above, button("Hint", hint, {class: "small"}), copier("Copy LaTeX", exported("latex")),
        copier("Copy Markdown", exported("markdown")), button("Start again", startAgain, {class: "small"})));
    if (picker) pick();
    else take(task);
    place.classList.add("live");
  }

  all(document, ".interactive.workbook .part").forEach((one) => whenLaidOut(one, prepare));
})();
