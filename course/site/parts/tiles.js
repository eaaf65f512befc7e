// The tiles of the workbook: names and operations that are clicked, dragged or sent by the keyboard
// into a line. A tile only writes into a text field, so that a line typed and a line built are one.
"use strict";
const tiles = (() => {
  const {element, button, all} = dom;
  const SIGNS = ["@", "*", "+", "-", "/", "'", "**", "(", ")", ">", "1", "2"];
  const ALWAYS = ["sum", "diag", "ones"];
  const ALSO = {sin: ["cos"], cos: ["sin"], logdet: ["inv"], det: ["inv"], softplus: ["sigmoid"]};
  const NEAR = 6;  // pixels that a pointer may move, and still click
  const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;
  const isWord = (sign) => /[\p{L}\p{N}_]/u.test(sign), isOperator = (sign) => "@*+-/>=".includes(sign);

  // What a derivation of a task may need: {starts, names, functions}; `named` are the reader's names.
  function needed({of, by, shapes, letter, goal}, named) {
    const functions = new Set(), names = new Set(), starts = goal === "gradient" ? ["grad ="] : [];
    for (const {0: word, index} of of.matchAll(NAME))
      if (of[index + word.length] === "(") functions.add(word);
      else if (word !== "T") names.add(word);
    by ||= names.size === 1 ? [...names][0] : "";
    if (goal === "jacobian") starts.push("J =");
    if (letter) starts.push(`d${letter} =`);
    for (const size of Object.values(shapes).join(" ").match(NAME) ?? [])
      if (size !== "symmetric") names.add(size);
    if (by) names.add(`d${by}`);
    for (const one of named) names.add(one).add(`d${one}`);
    for (const one of [...functions]) for (const more of ALSO[one] ?? []) functions.add(more);
    for (const one of ALWAYS) functions.add(one);
    return {starts, names: [...names], functions: [...functions]};
  }

  // What stands between two texts that meet: a space where two words do, or a sign and its neighbour.
  function gap(left, right) {
    const before = left.at(-1) ?? " ", after = right[0] ?? " ";
    if (before === " " || after === " " || left.endsWith("**") || right.startsWith("**")) return "";
    return isWord(before) && isWord(after) || isOperator(before) && (isWord(after) || after === "(") ||
      isOperator(after) && before !== "(" ? " " : "";
  }

  // The text of a field with a tile at a place, and where one writes on: inside the brackets of a function.
  function joined(text, from, to, tile) {
    const made = text.slice(0, from) + gap(text.slice(0, from), tile) + tile, after = text.slice(to);
    return {text: made + gap(made, after) + after, at: made.length - (tile.endsWith("()") ? 1 : 0)};
  }

  function insert(input, tile, from = input.selectionStart, to = input.selectionEnd) {
    const made = joined(input.value, from, to, tile);
    changed(input, made.text, made.at);
  }

  // Takes away what is selected, or the word or sign before the caret.
  function remove(input) {
    const {value, selectionStart: from, selectionEnd: to} = input;
    const kept = from < to ? value.slice(0, from)
      : value.slice(0, from).replace(/([\p{L}\p{N}_]+\(?|\*\*|.)?\s*$/u, "").trimEnd();
    changed(input, kept + value.slice(to), kept.length);
  }

  function changed(input, text, at) {
    input.value = text;
    input.setSelectionRange(at, at);
    input.dispatchEvent(new Event("input"));
  }

  // Between which signs of a field a pointer is: its font has one width for all.
  function under(input, x) {
    const style = getComputedStyle(input), measure = document.createElement("canvas").getContext("2d");
    measure.font = style.font;
    const width = measure.measureText("0").width, left = input.getBoundingClientRect().left +
      parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft) - input.scrollLeft;
    const at = Math.max(0, Math.min(input.value.length, Math.round((x - left) / width)));
    return {at, x: left + at * width};
  }

  // A row of tiles below the lines; `fields()` are the lines' fields, `current()` the one written in.
  function row(fields, current) {
    const place = element("div", {class: "tiles", role: "toolbar", "aria-label":
      "Tiles: the arrow keys go along them, Enter puts one into the line"});
    const said = element("p", {class: "heard", role: "status"});
    const caret = element("span", {class: "tile-caret", "aria-hidden": "true"});
    let shown = "", dragged = false;

    function use(event, input, act) {
      if (dragged) return void (dragged = false);
      act(input);
      if (event.detail === 0) said.textContent = `Line ${fields().indexOf(input) + 1}: ${input.value || "empty"}`;
      else if (event.pointerType !== "touch") input.focus();  // a touch would open the keyboard of the screen
    }

    function tile(text, kind) {
      const made = button(text, (event) => use(event, current(), (input) => insert(input, text)),
        {class: `tile ${kind}`, tabindex: "-1"});
      made.addEventListener("pointerdown", (event) => event.button === 0 && drag(event, made, text));
      return made;
    }

    function drag(down, made, text) {
      let ghost, target = null;
      const end = new AbortController(), {signal} = end;
      const stop = () => {
        end.abort();
        ghost?.remove();
        caret.remove();
      };
      const move = (event) => {
        if (!ghost && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < NEAR) return;
        if (!ghost) {
          ghost = element("span", {class: "tile-ghost", "aria-hidden": "true"}, text);
          document.body.append(ghost);  // sections hold what is fixed in them
        }
        ghost.style.transform = `translate(${event.clientX}px, ${event.clientY}px) translate(-50%, -130%)`;
        const over = document.elementFromPoint(event.clientX, event.clientY);
        const input = fields().find((one) => one === over);
        target = input ? {input, ...under(input, event.clientX)} : null;
        if (!target) return caret.remove();
        const {top, height} = input.getBoundingClientRect();
        caret.style.transform = `translate(${target.x}px, ${top + 4}px)`;
        caret.style.height = `${height - 8}px`;
        document.body.append(caret);
      };
      dragged = false;
      made.setPointerCapture(down.pointerId);
      made.addEventListener("pointermove", move, {signal});
      made.addEventListener("pointerup", (event) => {
        stop();
        dragged = Boolean(ghost);  // the click that follows is none
        setTimeout(() => { dragged = false; });
        if (!target) return;
        insert(target.input, text, target.at, target.at);
        if (event.pointerType !== "touch") target.input.focus();
      }, {signal});
      made.addEventListener("pointercancel", stop, {signal});
      addEventListener("keydown", ({key}) => {
        if (key !== "Escape") return;
        dragged = Boolean(ghost);
        stop();
      }, {signal});
    }

    // One stop for the tabulator; the arrows go on from there.
    place.addEventListener("keydown", (event) => {
      const list = all(place, "button"), at = list.indexOf(document.activeElement);
      const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: list.length - 1}[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      reach(list[(to + list.length) % list.length]).focus();
    });
    place.addEventListener("focusin", ({target}) => target.matches("button") && reach(target));

    function reach(one) {
      for (const each of all(place, "button")) each.tabIndex = each === one ? 0 : -1;
      return one;
    }

    function show(task, named) {
      const {starts, names, functions} = needed(task, named), now = JSON.stringify([starts, names, functions]);
      if (now === shown) return;
      shown = now;
      const held = place.contains(document.activeElement) && document.activeElement.textContent;
      const away = button("⌫", (event) => use(event, current(), remove), {class: "tile sign", "aria-label":
        "Take away the last word or sign", tabindex: "-1"});
      place.replaceChildren(
        ...[...starts].map((one) => tile(one, "start")), ...names.map((one) => tile(one, "name")),
        ...functions.map((one) => tile(`${one}()`, "function")), ...SIGNS.map((one) => tile(one, "sign")), away);
      const same = held && all(place, "button").find((one) => one.textContent === held);
      reach(same || place.firstChild);
      if (same) same.focus();
    }

    return {parts: [place, said], show};
  }

  return {row};
})();
