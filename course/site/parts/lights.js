// A symbol that a reader points at, taps, or focuses in the chain strip lights up wherever it stands
// on the page, and a tip says what it is (lights.py brings the table). Escape ends it. Nothing moves.
"use strict";
(() => {
  const place = document.querySelector(".interactive.lights");
  if (!place) return;
  const {element, button, all} = dom;
  const letters = JSON.parse(place.querySelector("script").textContent);
  const SHOWN = ".katex-html .mathnormal, .katex-html .mathbf, [data-symbol]", NAME = /[A-Za-z_]\w*/g;
  const PAUSE = 180;  // milliseconds that a pointer must stay: not every symbol that it crosses
  const marks = CSS.highlights && window.Highlight ? new Highlight() : new Set();  // names in code
  CSS.highlights?.set("symbol-lit", marks);

  // What is found at a place: the letter, whether it is bold, and the element or range it is in.
  const known = (glyph) => letters.some(([name]) => name === glyph);
  function shown(where) {
    const glyph = where.dataset.symbol ?? where.textContent;
    return known(glyph) && !where.closest("a") ? {glyph, bold: where.matches(".mathbf"), where} : null;
  }

  // Every name in a piece of code that the table knows; text of comments is none.
  function* names(text) {
    if (text.parentElement.closest(".c1, .s1, .s2, .sd")) return;
    for (const {0: word, index} of text.data.matchAll(NAME)) {
      const found = letters.find(([, , code]) => code === word);
      if (!found) continue;
      const where = new Range();
      where.setStart(text, index);
      where.setEnd(text, index + word.length);
      yield {glyph: found[0], bold: false, where};
    }
  }

  function at({target, clientX, clientY}) {
    const one = target.closest?.(SHOWN);
    if (one) return shown(one);
    if (!target.closest?.(".highlight pre")) return null;
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    const old = caret ? null : document.caretRangeFromPoint?.(clientX, clientY);
    const text = caret?.offsetNode ?? old?.startContainer, place = caret?.offset ?? old?.startOffset;
    if (text?.nodeType !== Node.TEXT_NODE) return null;
    return [...names(text)].find(({where}) => where.startOffset <= place && place <= where.endOffset);
  }

  // Where each letter is on the page: found when the first one is asked for.
  let places = null;
  function everywhere(glyph) {
    if (!places) {
      places = all(document, SHOWN).map(shown);
      for (const code of all(document, ".highlight pre")) {
        const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) places.push(...names(walker.currentNode));
      }
    }
    return places.filter((one) => one?.glyph === glyph).map(({where}) => where);
  }

  const tip = element("div", {class: "symbol-tip", role: "tooltip", id: "symbol-tip", hidden: ""});
  document.body.append(tip);
  let now = null, pinned = false, waiting = null;

  function end() {
    clearTimeout(waiting);
    for (const one of all(document, ".symbol-lit")) one.classList.remove("symbol-lit");
    marks.clear();
    now = null;
    pinned = false;
    tip.hidden = true;
  }

  function light({glyph, bold, where}, keep) {
    end();
    const same = letters.filter(([name]) => name === glyph);
    const [, strong, , meaning, shape] = same.find((entry) => entry[1] === bold) ?? same[0];
    now = glyph;
    pinned = keep;
    for (const one of everywhere(glyph)) {
      if (one.classList) one.classList.add("symbol-lit");
      else marks.add(one);
    }
    tip.replaceChildren(element(strong ? "b" : "i", {}, glyph), `: ${meaning}, ${shape}`);
    tip.hidden = false;
    put(where);
  }

  function put(where) {
    const box = where.getBoundingClientRect(), above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, box.left - 20))}px`;
    tip.style.top = `${above > 60 ? above : box.bottom + 8}px`;
  }

  document.addEventListener("pointermove", (event) => {
    if (pinned || event.pointerType === "touch") return;
    clearTimeout(waiting);
    const found = at(event);
    if (found?.glyph === now && now) return;
    if (now) end();
    if (found) waiting = setTimeout(() => light(found, false), PAUSE);
  });
  document.addEventListener("click", (event) => {
    const found = at(event), again = pinned && found?.glyph === now;
    if (found && !again) light(found, true);
    else if (pinned) end();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(); });
  addEventListener("scroll", () => {
    const focused = document.activeElement?.closest(".chain [data-symbol]");  // focus itself may scroll
    if (now && focused) put(focused);
    else if (now && !pinned) end();
    else tip.hidden = true;
  }, {passive: true});

  // In the chain strip the letters are buttons, for the keyboard.
  for (const letter of all(document, ".chain [data-symbol]")) {
    const made = button("", () => {}, {"aria-describedby": "symbol-tip"});
    made.append(...letter.childNodes);
    letter.append(made);
    made.addEventListener("focus", () => { if (made.matches(":focus-visible")) light(shown(letter), false); });
    made.addEventListener("blur", () => { if (!pinned) end(); });
  }
})();
