// Compile the packages of the lab with the lab's own Python, so that no browser has to.
// node course/lab/compile.mjs PYODIDE_FOLDER WORK_FOLDER: reads WORK_FOLDER/from, writes WORK_FOLDER/to.
import {readFileSync} from "node:fs";
import {pathToFileURL} from "node:url";

const [pyodide, work] = process.argv.slice(2);
const {loadPyodide} = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
try {
  const lock = JSON.parse(readFileSync(`${work}/from/pyodide-lock.json`, "utf8"));
  const python = await loadPyodide({
    indexURL: `${pyodide}/`,
    packageCacheDir: `${work}/from/`,
    lockFileURL: `${work}/from/pyodide-lock.json`,
    packages: Object.keys(lock.packages),
  });
  python.mountNodeFS("/from", `${work}/from`);
  python.mountNodeFS("/to", `${work}/to`);
  python.runPython(readFileSync(new URL("compile.py", import.meta.url), "utf8"));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
