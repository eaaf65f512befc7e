// What a reader's browser keeps of this book: answers, predictions, what the page shows. It stands
// under one key for all editions on an origin, and is never sent anywhere.
"use strict";
const store = (() => {
  const KEY = "matrix-calculus";
  const OLD = "course-questions ";  // and the path of an edition: where answers once stood
  const BOXES = 5;  // of a missed question, on its way to being known: see questions.js
  const LINES = 40, LENGTH = 500;  // of a derivation, and of a line
  const SHOWN = ["read", "code", "proofs"];

  // {"Q06-3": {asked: "5f1c", solved: true, box: 1, due: milliseconds}}; `asked` is the digest of
  // the question as it was answered; box and due once it was missed.
  function soundQuestions(found) {
    const isEntry = ([, one]) => typeof one?.asked === "string" && typeof one.solved === "boolean";
    return Object.fromEntries(Object.entries(Object(found)).filter(isEntry).map(([name, one]) => {
      const {asked, solved, box, due} = one;
      const waits = Number.isInteger(box) && box >= 0 && box < BOXES && Number.isFinite(due);
      return [name, waits ? {asked, solved, box, due} : {asked, solved}];
    }));
  }

  // {"06-elementwise 5f1c2d3e": {chose: "b"}}: the page, and the digest of what was asked.
  function soundPredictions(found) {
    const isNumber = (one) => Number.isFinite(one);
    const isChoice = ({chose} = {}) => typeof chose === "string" || isNumber(chose)
      || Array.isArray(chose) && chose.every(isNumber);
    return Object.fromEntries(Object.entries(Object(found))
      .filter(([, one]) => one && isChoice(one)).map(([name, {chose}]) => [name, {chose}]));
  }

  // {"13-loss 5f1c2d3e": {lines: ["z = X @ w + b"]}}: a derivation, and the digest of its task.
  function soundWorkbooks(found) {
    const isLines = ({lines} = {}) => Array.isArray(lines) && lines.length <= LINES
      && lines.every((line) => typeof line === "string" && line.length <= LENGTH);
    return Object.fromEntries(Object.entries(Object(found))
      .filter(([, one]) => one && isLines(one)).map(([name, {lines}]) => [name, {lines}]));
  }

  // Whatever stands there, only what these scripts could have written.
  function sound(found) {
    const {questions, predictions, workbooks, shown} = Object(found);
    return {questions: soundQuestions(questions), predictions: soundPredictions(predictions),
      workbooks: soundWorkbooks(workbooks), shown: SHOWN.includes(shown) ? shown : "read"};
  }

  // Without a place to keep it, it holds for this page only.
  let here = {};

  const parsed = (text) => { try { return JSON.parse(text); } catch { return undefined; } };
  const oldKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(OLD));

  function read() {
    try {
      const kept = localStorage.getItem(KEY);
      if (kept !== null) return sound(parsed(kept));
      const before = oldKeys().map((key) => parsed(localStorage.getItem(key)));
      return sound({questions: Object.assign({}, ...before.map(Object))});
    } catch { return sound(here); }
  }

  function write(all) {
    here = all;
    try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* only for this page */ }
  }

  // `act` changes what is kept; another tab may have written since it was last read.
  function change(act) {
    const all = read();
    act(all);
    write(all);
  }

  function forget() {
    here = {};
    try {
      for (const key of [KEY, ...oldKeys()]) localStorage.removeItem(key);
    } catch { /* nothing was kept */ }
  }

  // Calls `then` when another tab has written.
  const watch = (then) => addEventListener("storage", ({key}) => {
    if (key === null || key === KEY) then();
  });

  return {read, write, change, forget, watch, sound};
})();
