// The worker in which Python runs. page.js opens it while the page itself is still loading, and hands
// it to the kernel when that asks for one; the kernel then loads this again, as its pyodide.js. It
// says how far it is, and takes Pyodide from this book or, where the book has none of its own, from
// its official address. OFFICIAL ("" or that address) and OPTIONS (of loadPyodide) stand before it in
// the built lab: see site.py.
/* global OFFICIAL, OPTIONS */
(() => {
  "use strict";
  const FIRST = "import matrixcalculus, matplotlib.pyplot, matplotlib_inline.backend_inline";
  const here = new URL(".", location).href;
  let failed = false;
  const say = (step, detail = "") => failed || postMessage({step, detail});

  // The first reason is the useful one. Pyodide itself waits for ever where a file does not come.
  function fail(error) {
    say("failed", String(error?.message ?? error).trim().split("\n").at(-1));
    failed = true;
  }
  const unhandled = ({reason}) => fail(reason);

  // Counts what has arrived: the files of a first visit take most of its time on a slow line.
  function counted(fetch, total) {
    let arrived = 0;
    return async (what, ...how) => {
      const reply = await fetch(what, ...how).catch(() => ({}));
      if (!reply.ok) {
        fail(`${String(what.url ?? what).split("/").at(-1)} did not arrive`);
        throw new Error("not fetched");
      }
      say("fetching", `${Math.min(++arrived, total)} of ${total} files`);
      return reply;
    };
  }

  // The lock names our own files relative to its folder: elsewhere they are needed in full.
  async function wholeLock() {
    const lock = await (await fetch(here + "pyodide-lock.json")).json();
    for (const one of Object.values(lock.packages))
      one.file_name = new URL(one.file_name, here).href;
    return URL.createObjectURL(new Blob([JSON.stringify(lock)], {type: "application/json"}));
  }

  async function saying(what) {
    try {
      return await what();
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  async function load() {
    const plain = self.fetch;
    say("fetching");
    importScripts((OFFICIAL || here) + "pyodide.js");
    const {loadPyodide} = self;  // before the last line of this file takes its place
    self.fetch = counted(plain.bind(self), OPTIONS.packages.length + 4);
    const elsewhere = OFFICIAL && {indexURL: OFFICIAL, lockFileURL: await wholeLock()};
    const python = await loadPyodide({indexURL: here, ...OPTIONS, ...elsewhere});
    self.fetch = plain;
    say("loading");
    const run = python.runPythonAsync;
    await run.call(python, FIRST);
    python.runPythonAsync = (code, ...more) => saying(async () => {
      const result = await run.call(python, code, ...more);
      if (code.includes("import pyodide_kernel")) {  // the kernel's last step
        python.runPythonAsync = run;
        removeEventListener("unhandledrejection", unhandled);  // from now on the reader's own
        say("ready");
      }
      return result;
    });
    return python;
  }

  if (!self.python) {
    addEventListener("unhandledrejection", unhandled);
    self.python = saying(load);
    addEventListener("message", ({data}) => importScripts(data.kernel), {once: true});
  }
  self.loadPyodide = () => self.python;
})();
