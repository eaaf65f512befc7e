// A bar above the notebook: the way back to the book, how far Python is, and the way back to the
// notebook as the book has it. And an early start for Python.
"use strict";
(() => {
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const page = /^(paper|network)\//.test(path) ? path.replace(/\.ipynb$/, ".html")
    : path.startsWith("exercises/") ? "exercises.html" : "explorers.html";
  const STEPS = {
    fetching: "Fetching Python", loading: "Starting Python",
    ready: "Python is ready: Shift + Enter runs a cell.",
    failed: "Python did not start. Reload the page to try again",
  };

  const bar = document.createElement("div");
  bar.className = "course-bar";
  bar.innerHTML = `<a href="../../book/${encodeURI(page)}">← Back to the book</a>
    <span role="status">Opening the notebook …</span>
    <button type="button">Start again</button>`;
  const [status, again] = bar.querySelectorAll("span, button");
  addEventListener("DOMContentLoaded", () => document.body.prepend(bar));

  let announced = "";
  function show({data: {step, detail}}) {
    if (!STEPS[step]) return;  // what the kernel says to the page
    const text = STEPS[step] + (detail ? `: ${detail}` : step === "ready" ? "" : " …");
    status.setAttribute("aria-live", step === announced ? "off" : "polite");  // not every file
    announced = step;
    status.textContent = text;
    bar.dataset.step = step;
  }

  // Python starts beside the page: the kernel, when it asks for its worker, gets the one that runs.
  // window.Worker is replaced because the kernel makes its worker itself, and not before the app is
  // there (on the time it takes: https://github.com/jupyterlite/pyodide-kernel/issues/14).
  const {Worker} = window;
  function start() {
    const python = new Worker("../static/pyodide/start.js");
    python.addEventListener("message", show);
    return python;
  }
  let early = start();
  window.Worker = function (address, options) {
    if (!String(address).includes("/pyodide-kernel-extension/")) return new Worker(address, options);
    const python = early ?? start();
    early = null;
    python.postMessage({kernel: String(address)});
    return python;
  };

  // The app follows the system's theme: a theme that was chosen in the book takes its place. It asks
  // matchMedia and nothing else (https://github.com/jupyterlab/jupyterlab/pull/17733).
  const {matchMedia} = window, {mode} = localStorage;
  if (mode === "light" || mode === "dark")
    window.matchMedia = (query) => matchMedia(!query.includes("prefers-color-scheme") ? query
      : query.includes(mode) ? "all" : "not all");

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
