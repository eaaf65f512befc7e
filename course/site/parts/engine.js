// The engine of Derive and of the workbook: one worker for the page, started when it is first asked,
// and anew when it did not answer in time. derive.py says where it comes from.
"use strict";
const engine = (() => {
  const {element} = dom;
  const HERE = new URL("../derive/engine.js", document.currentScript.src).href;
  const BOOK = new URL("../../book/", HERE);
  const PATIENCE = 8000;  // milliseconds for an answer

  // What the worker runs: its text is used, with MicroPython's script in the place of the mark.
  function inWorker() {
    let python, ready;
    const start = async ({wasm, files, loader}) => {
      const text = atob(wasm), packed = new Uint8Array(text.length);
      for (let k = 0; k < text.length; k++) packed[k] = text.charCodeAt(k);
      const open = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      self.courseWebAssembly = new Uint8Array(await new Response(open).arrayBuffer());
      self.courseFiles = files;
      const loadMicroPython = await micropython();
      python = await loadMicroPython({heapsize: 16 << 20, stdout: () => {}});
      python.runPython(loader);
    };
    self.onmessage = async ({data}) => {
      try {
        if (data.engine) await (ready = start(data.engine));
        else if (await ready, true) self.postMessage({id: data.id, reply: python.globals.get("reply")(data.line)});
      } catch (error) {
        self.postMessage({id: data.id, failed: String(error.message)});
      }
    };
  }

  // MicroPython's script is a function, so that it starts when its WebAssembly is there.
  const start = (script) => `const micropython = async () => {${script}\nreturn loadMicroPython;};
    (${inWorker})()`;

  let worker, count = 0;
  const waiting = new Map();

  function stop() {
    worker?.terminate();
    worker = undefined;
  }

  async function running() {
    await dom.fetchScript(HERE);
    if (worker) return worker;
    const {script, ...rest} = window.courseEngine;
    const program = [start(script)];
    worker = new Worker(URL.createObjectURL(new Blob(program, {type: "text/javascript"})));
    worker.onmessage = ({data}) => {
      const done = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.failed) done?.reject(new Error(data.failed));
      else done?.resolve(JSON.parse(data.reply));
    };
    worker.postMessage({engine: rest});
    return worker;
  }

  async function ask(question) {
    const to = await running(), id = ++count;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(id);
        stop();
        reject(new Error("late"));
      }, PATIENCE + (count === 1 ? 20000 : 0));
      const ended = (act) => (what) => { clearTimeout(late); act(what); };
      waiting.set(id, {resolve: ended(resolve), reject: ended(reject)});
      to.postMessage({id, line: JSON.stringify(question)});
    });
  }
  const math = (inside, display = false, large = display) => {
    const made = element("span", {class: display ? "formula display" : "formula"});
    // Of our own engine: names are letters and digits, so that nothing in it needs escaping.
    made.innerHTML = `<math xmlns="http://www.w3.org/1998/Math/MathML"${
      display ? ' display="block"' : ""} displaystyle="${large}">${inside}</math>`;
    return made;
  };

  // Links to what the book says of rules and misconceptions, by their ID; known once it has run.
  const rule = (id) => window.courseEngine?.rules[id] && new URL(window.courseEngine.rules[id], BOOK).href;
  const misconception = (id) => new URL(`reference/misconceptions.html#${id}`, BOOK).href;

  return {ask, running, math, rule, misconception};
})();
