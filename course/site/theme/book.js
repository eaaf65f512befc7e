// What a page does beyond its text: theme, search, previews of references, copies of code, paper.
"use strict";

(() => {
  const page = document.documentElement;
  const root = page.dataset.content_root || "./";
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private */ } };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

  // A script that is wanted only now; it also loads from file://.
  const fetched = {};
  const fetchScript = (name) => fetched[name] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root + name;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  window.courseFetch = fetchScript;

  // The theme: the system's, light, or dark ---------------------------------------------------------
  const modes = ["auto", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const modeButton = document.querySelector(".top .mode");

  function showMode() {
    const mode = page.dataset.mode;
    page.dataset.theme = mode === "dark" || (mode === "auto" && dark.matches) ? "dark" : "light";
    const said = {auto: "as the system", light: "light", dark: "dark"}[mode];
    modeButton?.setAttribute("aria-label", `Colours: ${said}. Change them`);
    modeButton?.setAttribute("title", `Colours: ${said}`);
  }

  modeButton?.addEventListener("click", () => {
    page.dataset.mode = modes[(modes.indexOf(page.dataset.mode) + 1) % modes.length];
    keep("mode", page.dataset.mode);
    showMode();
  });
  dark.addEventListener("change", showMode);
  if (modeButton) modeButton.hidden = false;
  showMode();

  // The contents of the book: beside the text where there is room, and away when not wanted ---------
  const wide = matchMedia("(min-width: 75rem)");
  const menu = document.querySelector(".top .menu");
  if (kept("contents") === "closed") page.dataset.contents = "closed";
  menu?.addEventListener("click", (event) => {
    if (!wide.matches) return;  // the browser opens it over the page
    event.preventDefault();
    const closed = page.dataset.contents !== "closed";
    page.dataset.contents = closed ? "closed" : "open";
    menu.setAttribute("aria-expanded", !closed);
    keep("contents", page.dataset.contents);
  });
  if (wide.matches) requestAnimationFrame(() => {
    const list = document.getElementById("contents"), here = list?.querySelector("a.current");
    if (here) list.scrollTop = here.offsetTop - list.clientHeight / 2;
  });
  document.querySelectorAll(".on-this-page a").forEach((one) => one.addEventListener("click", () =>
    one.closest("[popover]").hidePopover?.()));

  // The search -------------------------------------------------------------------------------------
  async function search(event) {
    event?.preventDefault();
    await fetchScript("_static/theme/search.js");
    window.courseSearch.open();
  }
  document.querySelector(".top .find")?.addEventListener("click", search);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") search(event);
  });
  if (document.getElementById("search-page"))
    fetchScript("_static/theme/search.js").then(() =>
      window.courseSearch.fill(document.getElementById("search-page")));

  // What really scrolls can be reached by keyboard ---------------------------------------------------
  const scrollers = ".katex-display, pre, .scrolls, .whole, .wide, .text_html, .evidence, .text, .reason";
  const isCut = (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible";
  function reach(some) {  // all are measured before one is changed: then they are laid out once
    const measured = some.map((one) => [one, isCut(one)]);
    for (const [one, cut] of measured) {
      if (cut && !one.hasAttribute("tabindex")) {
        one.tabIndex = 0;
        one.dataset.reach = "";
      } else if (!cut && "reach" in one.dataset) {
        one.removeAttribute("tabindex");
        delete one.dataset.reach;
      }
    }
  }
  // A section far away has not been laid out, and to measure it would lay it out. An observer tells of
  // what has been laid out, and of nothing else; asked again, it tells again.
  const watch = new ResizeObserver((all) => reach(all.map(({target}) => target)));
  const watchIn = (place) => place.querySelectorAll(scrollers).forEach((one) => {
    watch.unobserve(one);
    watch.observe(one);
  });
  watchIn(document);
  document.addEventListener("contentvisibilityautostatechange", (event) =>
    event.skipped || watchIn(event.target), true);
  let lettersCame;
  document.fonts?.addEventListener("loadingdone", () => {  // font by font
    clearTimeout(lettersCame);
    lettersCame = setTimeout(() => watchIn(document), 150);
  });

  // Copies of code -----------------------------------------------------------------------------------
  function offerCopy(one) {
    const pre = one.querySelector("pre");
    if (!pre || one.closest(".cell_output") || one.querySelector(".copy")) return;
    const button = document.createElement("button");
    Object.assign(button, {type: "button", className: "copy", textContent: "Copy"});
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    one.append(button);
  }
  // At the first movement or key: until then nobody copies.
  if (navigator.clipboard && matchMedia("(hover: hover)").matches)
    for (const sign of ["pointermove", "keydown"])
      addEventListener(sign, () => document.querySelectorAll("div.highlight").forEach(offerCopy), {once: true});

  // Previews of references -----------------------------------------------------------------------------
  const references = "article a[href*='#']";
  const previewable = /#((?:R|D|X)-[\w-]+|term-[\w-]+)$/;
  let bubble, showing, timer;

  const previews = () => fetchScript("previews.js").then(() => window.coursePreviews);

  const nameOf = (link) => link.getAttribute("href").match(previewable)?.[1];

  function place(link) {
    const at = link.getClientRects()[0], margin = 8;
    const width = Math.min(520, innerWidth - 2 * margin);
    bubble.style.width = `${width}px`;
    bubble.style.left = `${Math.max(margin, Math.min(at.left, innerWidth - width - margin))}px`;
    const below = at.bottom + 4, height = bubble.offsetHeight;
    bubble.style.top = `${below + height < innerHeight ? below : Math.max(margin, at.top - height - 4)}px`;
  }

  async function show(link) {
    const text = (await previews())[nameOf(link)];
    if (!text || showing !== link) return;
    if (!bubble) {
      bubble = document.createElement("div");
      bubble.className = "preview";
      bubble.id = "preview";
      bubble.setAttribute("role", "tooltip");
      bubble.addEventListener("pointerenter", () => clearTimeout(timer));
      bubble.addEventListener("pointerleave", later);
      document.body.append(bubble);
    }
    bubble.innerHTML = text;
    bubble.hidden = false;
    link.setAttribute("aria-describedby", "preview");
    place(link);
  }

  function hide() {
    clearTimeout(timer);
    showing?.removeAttribute("aria-describedby");
    showing = undefined;
    if (bubble) bubble.hidden = true;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(hide, 250);  // time to move the pointer onto the preview
  }

  function soon(event) {
    const link = event.target.closest?.(references);
    if (!link || !nameOf(link) || link === showing) return;
    hide();
    showing = link;
    timer = setTimeout(() => show(link), event.type === "focusin" ? 0 : 150);
  }

  document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && soon(event));
  document.addEventListener("pointerout", (event) =>
    showing && event.target.closest?.(references) === showing && later());
  document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && soon(event));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", () => showing && bubble && !bubble.hidden && place(showing),
    {passive: true});

  // Python runs in a browser only from a web server: a page that was opened as a file says so.
  if (location.protocol === "file:")
    document.querySelectorAll("a.run").forEach((one) => {
      one.href = one.getAttribute("href").replace(/lab\/.*/, "book/lab.html#from-a-folder");
    });

  // On paper nothing can be clicked open; the line of a fold says what stands on the screen only.
  let closed = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("img[loading]")) one.loading = "eager";
    closed = [...document.querySelectorAll("article details:not([open]):not(.fold:not(.gate))")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
})();
