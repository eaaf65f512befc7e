// What a page does beyond the theme: previews of references, and everything open on paper.
"use strict";

(() => {
  const root = document.documentElement.dataset.content_root || "./";
  const references = 'article a[href*="#"]';
  const previewable = /#((?:R|D|X)-[\w-]+|term-[\w-]+)$/;
  let bubble, showing, timer;

  // One script with every box, fetched at the first need; it also loads from file://.
  let fetched;
  const previews = () => fetched ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}previews.js`;
    script.onload = () => resolve(window.coursePreviews);
    script.onerror = reject;
    document.head.append(script);
  });

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
      bubble.className = "preview bd-article";
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

  // On paper nothing can be clicked open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("article details:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
})();
