// Run a Python program under the book's MicroPython: node micropython.mjs ROOT PROGRAM FILES...
import fs from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";

const [root, program, ...files] = process.argv.slice(2);
const vendor = path.join(root, "course/site/vendor/micropython");
const {loadMicroPython} = await import(pathToFileURL(path.join(vendor, "micropython.mjs")));
const python = await loadMicroPython({heapsize: 16 << 20, stdout: (line) => console.log(line)});
const made = new Set(["/"]);
const folder = (name) => {
  if (made.has(name)) return;
  folder(path.posix.dirname(name));
  python.FS.mkdir(name);
  made.add(name);
};
for (const file of files) {
  folder(path.posix.dirname(`/${file}`));
  python.FS.writeFile(`/${file}`, fs.readFileSync(path.join(root, file)));
}
try {
  python.runPython(`import sys\nsys.path.insert(0, "/")\n${program}`);
} catch (error) {
  console.log(String(error.message));
  process.exitCode = 1;
}
