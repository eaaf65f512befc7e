// What the scripts of all parts share: making elements, finding them, fetching a script.
"use strict";
const dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function filled(made, attributes, inside) {
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  // An element of HTML, with its attributes and with what stands in it: text, or elements.
  const element = (tag, attributes = {}, ...inside) =>
    filled(document.createElement(tag), attributes, inside);

  // The same in a picture, at the end of `parent`.
  function draw(parent, tag, attributes = {}, ...inside) {
    const made = filled(document.createElementNS(SVG, tag), attributes, inside);
    parent.append(made);
    return made;
  }

  function button(text, act, attributes = {}) {
    const made = element("button", {type: "button", ...attributes}, text);
    made.addEventListener("click", act);
    return made;
  }

  const all = (where, what) => [...where.querySelectorAll(what)];

  // Resolves when the script has run: once for the page, and also from file://.
  const fetched = {};
  const fetchScript = (address) => fetched[address] ??= new Promise((resolve, reject) => {
    const script = element("script", {src: address});
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${address} was not found`)));
    document.head.append(script);
  });

  return {element, draw, button, all, fetchScript};
})();
