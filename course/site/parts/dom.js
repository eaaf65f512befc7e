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

  // Browsers look into every form of a page for what they could fill in, and lay out what is far
  // away for it. So a page has plain elements where a form and its fields come to stand, and they are
  // made when their section has been laid out.
  function alive(place) {
    const form = element("form", {class: place.className, autocomplete: "off"}, ...place.childNodes);
    for (const one of all(form, "[data-input]"))
      one.replaceWith(element("input", JSON.parse(one.dataset.input)));
    place.replaceWith(form);
    return form;
  }

  // Calls `act` with `one` as soon as it has a place on the page, however far away.
  function whenLaidOut(one, act) {
    new IntersectionObserver((seen, observer) => {
      if (!seen.some(({isIntersecting}) => isIntersecting)) return;
      observer.disconnect();
      act(one);
    }, {rootMargin: "1000000px"}).observe(one);
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

  // A small button that copies what `what` returns, at once or later, and says whether it could.
  function copier(name, what) {
    const made = button(name, async () => {
      try {
        await navigator.clipboard.writeText(await what());
        made.textContent = "Copied";
      } catch {
        made.textContent = "Could not copy";
      }
      setTimeout(() => { made.textContent = name; }, 1500);
    }, {class: "small"});
    return made;
  }

  return {element, draw, button, copier, alive, all, fetchScript, whenLaidOut};
})();
