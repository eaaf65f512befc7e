// The search: titles, rules by name and ID, terms, and the words of every section.
"use strict";

window.courseSearch = (() => {
  const root = document.documentElement.dataset.content_root || "./";
  const MOST = 30, WEIGHT = {term: 2, box: 1.6, section: 1};
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[-\u2010-\u2014_'\u2019]/g, "");
  let index, dialog;

  async function load() {
    if (index) return;
    await window.courseFetch("searchindex.js");
    const {pages, places} = window.courseIndex;
    index = places.map(([page, anchor, kind, title, text]) => ({
      kind, title, text, anchor, number: page, page: pages[page][1], name: plain(title), id: plain(anchor),
      words: plain(text), first: places.find((one) => one[0] === page)[1] === anchor,
      address: `${root}${pages[page][0]}.html#${anchor}`,
    }));
  }

  // How well a place answers: every word must be there; in the title they count most.
  function score(place, words, phrase) {
    let sum = 0;
    for (const word of words) {
      const start = ` ${place.name}`.includes(` ${word}`);
      if (place.id === phrase) sum += 40;
      if (start) sum += 10;
      else if (place.name.includes(word)) sum += 5;
      else if (place.id.includes(word)) sum += 4;
      else if (` ${place.words}`.includes(` ${word}`)) sum += 1.5;
      else if (place.words.includes(word)) sum += 0.5;
      else return 0;
    }
    if (place.name.includes(phrase)) sum += 12 * Math.min(1, 1.2 * phrase.length / place.name.length);
    if (place.name === phrase) sum += 20;
    if (place.words.includes(phrase)) sum += 2;
    return sum * WEIGHT[place.kind] + (place.first && place.name.includes(phrase) ? 25 : 0);
  }

  function find(asked) {
    const phrase = plain(asked).trim(), words = phrase.split(/\s+/).filter(Boolean);
    if (phrase.length < 2) return [];
    return index.map((place) => ({place, points: score(place, words, phrase)}))
      .filter((one) => one.points > 0)
      .sort((one, other) => other.points - one.points || one.place.number - other.place.number);
  }

  const make = (tag, attributes = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };

  // Some words around the first that was asked for, which is marked.
  function excerpt(text, words) {
    const low = text.toLowerCase();
    const at = words.map((one) => low.indexOf(one)).filter((one) => one >= 0).sort((a, b) => a - b)[0];
    if (at === undefined) return [text.slice(0, 130) + (text.length > 130 ? " ..." : "")];
    const from = at < 60 ? 0 : text.indexOf(" ", at - 60) + 1;
    const word = words.find((one) => low.startsWith(one, at));
    return [(from ? "... " : "") + text.slice(from, at), make("mark", {}, text.slice(at, at + word.length)),
      `${text.slice(at + word.length, from + 150)}${text.length > from + 150 ? " ..." : ""}`];
  }

  const KIND = {term: "term", box: "", section: ""};

  function shown({place}, words, number) {
    const where = [place.first ? "" : place.page, KIND[place.kind],
      place.kind === "box" ? place.anchor : ""].filter(Boolean).join(" · ");
    const link = make("a", {href: place.address, ...(number ? {} : {class: "first"})},
      make("b", {}, place.title), " ", make("span", {class: "where"}, where),
      make("span", {class: "text"}, ...excerpt(place.text, words)));
    return make("li", {}, link);
  }

  // A box to type in, and below it what was found.
  function box() {
    const input = make("input", {type: "search", autocomplete: "off", spellcheck: "false",
      "aria-label": "Search the book", placeholder: "A rule, a term, a word ..."});
    const said = make("p", {class: "said", role: "status"});
    const list = make("ol", {id: "search-results"});
    const made = make("div", {class: "search-box", role: "search"}, input, said, list);
    let timer;

    async function answer() {
      try { await load(); } catch { said.textContent = "The index of the search did not load."; return; }
      const found = find(input.value), words = plain(input.value).trim().split(/\s+/);
      list.replaceChildren(...found.slice(0, MOST).map((one, number) => shown(one, words, number)));
      said.textContent = input.value.trim().length < 2 ? ""
        : found.length ? `${found.length} ${found.length === 1 ? "place" : "places"}. Enter opens the first.`
        : "Nothing was found.";
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(answer, 60); });
    made.addEventListener("keydown", async (event) => {
      const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
      if (event.key === "Enter" && event.target === input) {
        event.preventDefault();
        clearTimeout(timer);
        await answer();
        list.querySelector("a")?.click();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        links[Math.min(at + 1, links.length - 1)]?.focus();
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        (at > 0 ? links[at - 1] : input).focus();
      }
    });
    return {made, input, answer};
  }

  function open() {
    if (!dialog) {
      const {made, input} = box();
      dialog = make("dialog", {class: "search", "aria-label": "Search"}, made);
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target.closest("a")) dialog.close();
      });
      dialog.input = input;
      document.body.append(dialog);
      load().catch(() => 0);
    }
    document.querySelectorAll("[popover]:popover-open").forEach((one) => one.hidePopover());
    if (!dialog.open) dialog.showModal();
    dialog.input.select();
  }

  function fill(place) {
    const {made, input, answer} = box();
    place.append(made);
    input.value = new URLSearchParams(location.search).get("q") || "";
    if (input.value) answer();
    else input.focus();
  }

  return {open, fill};
})();
