// The kernel's worker loads this in the place of pyodide.js: it says how far Python is (page.js
// shows it), and loads Pyodide from this book or, where the book has none of its own, from its
// official address.
"use strict";
const OFFICIAL = "{{official}}";
const channel = new BroadcastChannel("course-lab");
const say = (step, detail = "") => channel.postMessage({step, detail});
const FIRST = "import matrixcalculus, matplotlib.pyplot, matplotlib_inline.backend_inline";

// Counts what has arrived: the files of a first visit take most of its time on a slow line.
function counted(fetch, total) {
  let arrived = 0;
  return async (...what) => {
    const reply = await fetch(...what);
    say("fetching", `${Math.min(++arrived, total)} of ${total} files`);
    return reply;
  };
}

// The lock names our own files relative to this folder: the official address needs them in full.
async function wholeLock(here) {
  const lock = await (await fetch(here + "pyodide-lock.json")).json();
  for (const one of Object.values(lock.packages))
    one.file_name = new URL(one.file_name, here).href;
  return URL.createObjectURL(new Blob([JSON.stringify(lock)], {type: "application/json"}));
}

async function saying(what) {
  try {
    return await what();
  } catch (error) {
    say("failed", String(error.message ?? error).trim().split("\n").at(-1));
    throw error;
  }
}

self.loadPyodide = options => saying(async () => {
  const plain = self.fetch, here = options.indexURL;
  say("fetching");
  importScripts((OFFICIAL || here) + "pyodide.js");  // it sets self.loadPyodide anew
  self.fetch = counted(plain.bind(self), options.packages.length + 4);
  const elsewhere = OFFICIAL && {indexURL: OFFICIAL, lockFileURL: await wholeLock(here)};
  const python = await self.loadPyodide({...options, ...elsewhere});
  self.fetch = plain;
  say("loading");
  const run = python.runPythonAsync;
  python.runPythonAsync = (code, ...more) => saying(async () => {
    const result = await run.call(python, code, ...more);
    if (code.includes("import pyodide_kernel")) {  // the kernel's last step
      python.runPythonAsync = run;
      await run.call(python, FIRST);
      say("ready");
    }
    return result;
  });
  return python;
});
