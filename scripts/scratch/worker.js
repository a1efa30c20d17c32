// The prover, on a thread of its own: a request comes as JSON, and what is to be shown goes back.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const ready = load();
ready.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error.message ?? error) }),
);

async function load() {
  const archives = ["libraries.zip", "helpers.zip"].map(fetched);
  const python = await loadPyodide();
  for (const archive of archives) {
    python.unpackArchive(await archive, "zip", { extractDir: "/lib/python/scratch" });
  }
  return python.runPython(`
import sys
sys.path.insert(0, "/lib/python/scratch")
from helpers.exercises.scratch_page import ScratchPage
ScratchPage().answer`);
}

async function fetched(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.arrayBuffer();
}

onmessage = async ({ data }) => {
  const answer = await ready;
  try {
    postMessage({ shown: JSON.parse(answer(JSON.stringify(data))) });
  } catch (error) {
    postMessage({ raised: String(error.message ?? error) });
  }
};
