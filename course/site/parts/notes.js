// The page of what this browser keeps: shows it, saves it as a file, reads it back, deletes it.
"use strict";

(() => {
  const {element, button} = dom;
  const SHOWN = {read: "the text alone", code: "the text with its code", proofs: "the text with code and proofs"};
  const NAME = "matrix-calculus-notes.json";
  const place = document.querySelector(".my-notes");
  const asked = Object.assign({}, ...Object.values(JSON.parse(place.dataset.chapters))
    .map((chapter) => chapter.asked));
  const list = element("dl", {class: "kept"}), said = element("p", {role: "status"});
  const all = element("pre", {tabindex: "0", "aria-label": "Everything, as it is kept"});

  const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const isEmpty = ({questions, predictions, workbooks, shown}) => shown === "read"
    && [questions, predictions, workbooks].every((one) => !Object.keys(one).length);

  function show() {
    const kept = store.read(), mine = Object.entries(kept.questions);
    const now = mine.filter(([name, one]) => asked[name] === one.asked).map(([, one]) => one);
    const right = now.filter((one) => one.solved).length, changed = mine.length - now.length;
    const due = now.filter((one) => one.due <= Date.now()).length;
    const waiting = now.filter((one) => one.due > Date.now()).length;
    const rows = [
      ["Questions", `${right} answered right, ${now.length - right} to be tried again`
        + (changed ? `; ${changed} changed or gone since` : "")],
      ["Due", `${plural(due, "question")} today, ${waiting} later`],
      ["Predictions", `${Object.keys(kept.predictions).length} made`],
      ["Workbook", plural(Object.keys(kept.workbooks).length, "derivation")],
      ["Pages show", SHOWN[kept.shown]],
    ];
    list.replaceChildren(...rows.flatMap(([name, text]) =>
      [element("dt", {}, name), element("dd", {}, text)]));
    all.textContent = JSON.stringify(kept, null, 1);
  }

  function save() {
    const file = new Blob([`${JSON.stringify(store.read(), null, 1)}\n`], {type: "application/json"});
    const link = element("a", {href: URL.createObjectURL(file), download: NAME});
    link.click();
    URL.revokeObjectURL(link.href);
    said.textContent = `Saved as ${NAME}, in the folder of your downloads.`;
  }

  async function readBack(file) {
    let found;
    try { found = JSON.parse(await file.text()); } catch { found = undefined; }
    const sound = store.sound(found);
    if (isEmpty(sound)) {
      said.textContent = `There are no notes of this book in ${file.name}: choose a file that was saved here.`;
    } else if (isEmpty(store.read()) || confirm("Put the notes of this file in the place of those that are here?")) {
      store.write(sound);
      show();
      said.textContent = `The notes of ${file.name} are here now.`;
    }
  }

  function forget() {
    if (!confirm("Delete all your answers, predictions and choices? They cannot be brought back.")) return;
    store.forget();
    show();
    said.textContent = "Everything is deleted.";
  }

  const picker = element("input", {type: "file", accept: ".json,application/json", hidden: ""});
  picker.addEventListener("change", async () => {
    if (picker.files[0]) await readBack(picker.files[0]);
    picker.value = "";
  });
  place.replaceChildren(list,
    element("p", {class: "do"}, button("Save as a file", save),
      button("Read a file back", () => picker.click()), picker, button("Delete everything", forget)),
    said, element("details", {}, element("summary", {}, "Everything, as it is kept"), all));
  store.watch(show);
  show();
})();
