// node compile.mjs PYODIDE SOURCE.zip OUT.zip: the modules of an archive, compiled for the page.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, source, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(pyodide));
const python = await loadPyodide();
python.unpackArchive(new Uint8Array(readFileSync(source)), "zip", { extractDir: "/work" });
python.runPython(`
import compileall, pathlib, py_compile, zipfile
work = pathlib.Path("/work")
unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
compileall.compile_dir(work, quiet=1, legacy=True, stripdir=work, invalidation_mode=unchecked)
with zipfile.ZipFile("/out.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for path in sorted(work.rglob("*")):
        if path.is_file() and path.suffix != ".py":
            archive.write(path, path.relative_to(work))
`);
writeFileSync(out, python.FS.readFile("/out.zip"));
