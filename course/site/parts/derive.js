// Derive (derive.py says where the engine comes from). A worker runs it, so that typing never waits.
"use strict";
(() => {
  const {element, button, all, copier} = dom;
  const {math} = engine;
  const WAIT = 150;  // milliseconds after the last key

  const LEGEND = [  // a sign of a formula, what it means
    ["⊙", "⊙ multiplies entry by entry."],
    ["<mo>[</mo>", "1[…] is 1 where the condition holds, and 0 elsewhere."],
    ["→", "1 with an arrow is a vector of ones."],
    [">δ<", "δ is 1 where its two indices are equal, and 0 elsewhere."],
    ["¯", "A bar marks a cotangent."]];

  // "2^-117" with its exponent raised.
  const raised = (text) => text.split(/\^(-?\d+)/).map((one, k) =>
    k % 2 ? element("sup", {}, one.replace("-", "−")) : one);

  const fromHash = () => {
    const found = new URLSearchParams(location.hash.slice(1)), shapes = {};
    if (!found.has("e")) return null;
    for (const [name, shape] of found) if (name.startsWith("s.")) shapes[name.slice(2)] = shape;
    return {expression: found.get("e"), by: found.get("by") ?? "", shapes};
  };

  const toHash = ({expression, by, shapes}) => new URLSearchParams({
    e: expression, ...(by && {by}),
    ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`s.${name}`, shape]))});

  function prepare(place) {
    const field = place.querySelector("textarea"), chips = place.querySelector(".chips");
    const answer = place.querySelector(".answer");
    let state = {expression: "", by: "", shapes: {}}, asked = 0, timer, layout = "", library = "numpy";

    async function derive() {
      const number = ++asked;
      state.expression = field.value;
      if (!field.value.trim()) {
        chips.hidden = true;
        answer.replaceChildren();
        return;
      }
      history.replaceState(null, "", `#${toHash(state)}`);
      place.classList.add("busy");
      if (!answer.firstChild) answer.append(element("p", {class: "quiet"}, "Deriving …"));
      try {
        const found = await engine.ask({ask: "derive", ...state});
        if (number !== asked) return;
        if (found.fault) fault(found);
        else {
          const asking = engine.ask({ask: "more"});  // it is worked out while the answer is drawn
          show(found, asking);
          const more = await asking;
          if (number === asked) showMore(more);
        }
      } catch (error) {
        if (number !== asked) return;
        answer.replaceChildren(element("p", {class: "fault"}, error.message === "late"
          ? "This took too long, and was stopped. Cure: derive a part of it." :
          typeof WebAssembly === "undefined"
            ? "This browser runs no WebAssembly, which Derive needs. The rule card has the rules."
            : `Derive could not do this: ${error.message.split("\n").filter(Boolean).pop()}`));
      } finally {
        if (number === asked) {
          place.classList.remove("busy");
          place.dataset.shown = field.value + location.hash;  // tests wait for it
        }
      }
    }

    // Where the fault is: the text again, with the place marked.
    function fault({fault: said, cure, start, end, shapes}) {
      if (shapes.length) showChips({shapes, by: state.by});
      else chips.hidden = true;
      const text = field.value, parts = [element("p", {}, said)];
      if (start !== null && start !== undefined && text.trim()) {
        const to = Math.max(Math.min(end, text.length), start + 1);
        parts.push(element("pre", {tabindex: "0"}, text.slice(Math.max(0, start - 60), start),
          element("mark", {}, text.slice(start, to) || " "), text.slice(to, to + 60)));
      }
      if (cure) parts.push(element("p", {class: "cure"}, `Cure: ${cure}`));
      answer.replaceChildren(element("div", {class: "fault"}, ...parts));
    }

    function show(found, more) {
      state.by = found.by;
      showChips(found);
      const picture = element("div", {class: "picture", tabindex: "0", role: "region",
        "aria-label": "The derivative"});
      const about = element("p", {class: "quiet about"}), legend = element("p", {class: "quiet"});
      const tabs = element("div", {class: "tabs", role: "group", "aria-label": "Layout"});
      const shown = found.layouts.find(({key}) => key === layout) ?? found.layouts[0];
      const pick = (one) => {
        picture.replaceChildren(math(one.mathml, true));
        about.textContent = one.about && `${one.about[0].toUpperCase()}${one.about.slice(1)}.`;
        legend.textContent = LEGEND.filter(([sign]) => one.mathml.includes(sign)).map(
          ([, words]) => words).join(" ");
        for (const tab of tabs.children)
          tab.setAttribute("aria-pressed", tab.dataset.key === one.key);
        copies.dataset.layout = found.layouts.indexOf(one);
      };
      const copies = element("div", {class: "copies"});
      copies.append(copier("Copy LaTeX", async () => (await more).latex[copies.dataset.layout]),
        copier("Copy this address", () => location.href));
      for (const one of found.layouts)
        tabs.append(button(one.name, () => { layout = one.key; pick(one); }, {"data-key": one.key}));
      const parts = found.parts.length ? [element("p", {class: "parts"}, "with ",
        ...found.parts.flatMap(({mathml}, k) => [k ? ", " : "", math(mathml)]))] : [];
      const said = [
        ...found.where.map((one) => ["where", `Holds where ${one}.`]),
        ...found.kinks.map((one) => ["kink", `No derivative where ${one}.`]),
        ...found.notes.map((one) => ["note", one])];
      pick(shown);
      answer.replaceChildren(
        ...(found.layouts.length > 1 ? [tabs] : []), picture, ...parts, about, legend,
        element("p", {class: "checked"}, ...raised(`${found.check[0].toUpperCase()}${found.check.slice(1)}.`)),
        ...(said.length ? [element("ul", {class: "said"},
          ...said.map(([kind, text]) => element("li", {class: kind}, text)))] : []),
        copies, element("div", {class: "more"}));
    }

    // One chip a name: the variable or not, and its shape.
    function showChips({shapes, by}) {
      const focused = chips.contains(document.activeElement) && document.activeElement.name;
      chips.hidden = false;
      chips.replaceChildren(element("span", {class: "label"}, "With respect to"), ...shapes.map(
        ([name, shape]) => {
          const pick = element("input", {type: "radio", name: "by", value: name,
            "aria-label": `with respect to ${name}`});
          pick.checked = name === by;
          pick.addEventListener("change", () => { state.by = name; derive(); });
          const size = element("input", {type: "text", name: `shape ${name}`, value: shape,
            placeholder: "?", size: Math.max(3, shape.length), spellcheck: "false", autocapitalize: "off",
            "aria-label": `shape of ${name}`});
          size.addEventListener("change", () => {
            if (size.value.trim()) state.shapes[name] = size.value.trim();
            else delete state.shapes[name];
            derive();
          });
          return element("span", {class: "chip"}, element("label", {}, pick, element("code", {},
            name)), element("span", {class: "colon"}, ":"), size);
        }));
      if (focused) chips.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
    }

    function showMore({steps, code}) {
      const more = answer.querySelector(".more");
      const list = element("ol", {class: "way"}, ...steps.map((step) => element("li", {},
        element("p", {class: "through"}, "through ", element("code", {}, step.through), ", to ",
          element("code", {}, step.to)),
        element("p", {class: "rule"}, `The cotangent ${step.words}`, ...rule(step.rule), "."),
        element("div", {class: "cotangent"}, math(step.mathml, false, true),
          element("span", {class: "quiet"}, ` ${step.shape}`)))));
      const source = element("pre", {tabindex: "0"});
      const names = {numpy: "NumPy", torch: "PyTorch", jax: "JAX"};
      const tabs = element("div", {class: "tabs", role: "group", "aria-label": "Library"});
      const pick = (name) => {
        library = name;
        source.textContent = code[name];
        for (const tab of tabs.children)
          tab.setAttribute("aria-pressed", tab.dataset.key === name);
      };
      for (const name of Object.keys(names))
        tabs.append(button(names[name], () => pick(name), {"data-key": name}));
      pick(library);
      more.replaceChildren(
        ...(steps.length ? [fold("The way there", true, element("p", {class: "quiet"},
          "Backwards through the expression: a cotangent says what a change of each entry would do " +
          "to the result. It starts as 1, or as a letter with a bar for every entry of the output."),
        element("div", {class: "ways", tabindex: "0", role: "region", "aria-label": "The way there"},
          list))] : []),
        fold("Code", false, tabs, source, copier("Copy the code", () => source.textContent)),
        fold("Your own result", false, ...compare()));
    }

    function rule(id) {
      if (!id) return [];
      const there = engine.rule(id);
      return there ? [" (", element("a", {href: there}, id), ")"] : [];
    }

    function fold(title, open, ...inside) {
      const made = element("details", {}, element("summary", {}, title), ...inside);
      made.open = open;
      return made;
    }

    function compare() {
      const own = element("input", {type: "text", "aria-label": "Your own result",
        spellcheck: "false", autocapitalize: "off", placeholder: "type it as you would type an expression"});
      const verdict = element("p", {class: "verdict", "aria-live": "polite"});
      const form = element("form", {}, own, element("button", {type: "submit"}, "Compare"));
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (!own.value.trim()) return;
        const found = await engine.ask({ask: "compare", text: own.value}).catch((error) => (
          {fault: error.message}));
        verdict.className = `verdict ${found.right ? "right" : "wrong"}`;
        verdict.textContent = found.says ?? [found.fault, found.cure].filter(Boolean).join(" Cure: ");
      });
      return [form, verdict];
    }

    function take(given) {
      state = given;
      field.value = given.expression;
      derive();
    }

    field.addEventListener("input", () => {
      engine.running().catch(() => {});  // it starts while the reader types on
      clearTimeout(timer);
      timer = setTimeout(() => {
        const names = new Set(field.value.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
        for (const name of Object.keys(state.shapes)) if (!names.has(name)) delete state.shapes[name];
        derive();
      }, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        clearTimeout(timer);
        derive();
      }
    });
    all(place, ".examples a").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      layout = "";
      history.replaceState(null, "", link.getAttribute("href"));
      take(fromHash());
    }));
    addEventListener("hashchange", () => { if (fromHash()) take(fromHash()); });
    place.classList.add("live");
    if (fromHash()) take(fromHash());
  }

  document.querySelectorAll(".interactive.derive .part").forEach(prepare);
})();
