// A bar above the notebook: the way back to the book, how far Python is, and the way back to the
// notebook as the book has it.
"use strict";
(() => {
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const chapter = path.startsWith("paper/") ? path.replace(/\.ipynb$/, ".html") : "exercises.html";
  const STEPS = {
    fetching: "Fetching Python", loading: "Starting Python",
    ready: "Python is ready: Shift + Enter runs a cell.",
    failed: "Python did not start",
  };

  const bar = document.createElement("div");
  bar.className = "course-bar";
  bar.innerHTML = `<a href="../../book/${encodeURI(chapter)}">← Back to the book</a>
    <span role="status">Opening the notebook …</span>
    <button type="button">Start again from the original</button>`;
  const [status, again] = bar.querySelectorAll("span, button");
  document.body.prepend(bar);

  let announced = "";
  new BroadcastChannel("course-lab").onmessage = ({data: {step, detail}}) => {
    const text = STEPS[step] + (detail ? `: ${detail}` : step === "ready" ? "" : " …");
    status.setAttribute("aria-live", step === announced ? "off" : "polite");  // not every file
    announced = step;
    status.textContent = text;
    bar.dataset.step = step;
  };

  // What a visitor has changed lies in this browser, on top of the original: without it, that shows.
  again.addEventListener("click", async () => {
    const notebook = window.jupyterapp?.shell.currentWidget;
    if (!notebook?.context) return;
    if (!confirm("Your changes to this notebook will be lost. Start again from the original?")) return;
    await jupyterapp.serviceManager.contents.delete(notebook.context.path);
    notebook.context.model.dirty = false;
    location.reload();
  });
})();
