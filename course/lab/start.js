// The worker in which Python runs. page.js opens it while the page itself is still loading, and hands
// it to the kernel when that asks for one; the kernel then loads this again, as its pyodide.js. It
// says how far it is, and takes Pyodide from this book or, where the book has none of its own, from
// its official address. OFFICIAL ("" or that address), OPTIONS (of loadPyodide) and CORE (the hashes of
// Pyodide's own files; those of packages stand in its lock) come before it in the built lab: see site.py.
/* global OFFICIAL, OPTIONS, CORE */
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

  // Counts what has arrived: the files of a first visit take most of its time on a slow line. A file
  // of another hash does not arrive: the browser refuses it.
  function counted(fetch, total) {
    let arrived = 0;
    return async (what, how) => {
      const name = String(what.url ?? what).split("/").at(-1);
      const known = CORE[name] && {integrity: CORE[name]};
      const reply = await fetch(what, {...how, ...known}).catch(() => ({}));
      if (!reply.ok) {
        fail(`${name} did not arrive, or not as it was published`);
        throw new Error("not fetched");
      }
      say("fetching", `${Math.min(++arrived, total)} of ${total} files`);
      return reply;
    };
  }

  // Runs a script that has arrived: importScripts compares no hash.
  async function run(name) {
    const script = await (await fetch((OFFICIAL || here) + name)).arrayBuffer();
    importScripts(URL.createObjectURL(new Blob([script], {type: "text/javascript"})));
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
    self.fetch = counted(plain.bind(self), OPTIONS.packages.length + Object.keys(CORE).length);
    await Promise.all(["pyodide.js", "pyodide.asm.js"].map(run));
    const {loadPyodide} = self;
    self.loadPyodide = () => self.python;
    const elsewhere = OFFICIAL && {indexURL: OFFICIAL, lockFileURL: await wholeLock()};
    const python = await loadPyodide({indexURL: here, ...OPTIONS, ...elsewhere});
    self.fetch = plain;
    say("loading");
    const execute = python.runPythonAsync;
    await execute.call(python, FIRST);
    python.runPythonAsync = (code, ...more) => saying(async () => {
      const result = await execute.call(python, code, ...more);
      if (code.includes("import pyodide_kernel")) {  // the kernel's last step
        python.runPythonAsync = execute;
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
