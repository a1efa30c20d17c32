// Scratch paper: shows what the prover says; what a line means, Python alone knows.
/* global katex */

const LIMIT = 3000; // milliseconds in which a line is judged
const KEPT = "scratch-paper";
const at = (id) => document.getElementById(id);
const field = at("line");
const verdict = at("verdict");

let worker, ready, asked; // asked: the request under way
let waiting = []; // requests to come
let timer;
let paper = { equation: null, typed: [] }; // as it stands, to begin anew with
let shown; // what the prover said last
let edited = null; // the line that is written in place of
const kept = read();
const papers = kept?.papers ?? {}; // lines as they were typed, by statement

// ---- the prover

function start() {
  ready = false;
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.ready) {
      ready = true;
      next();
    } else if (data.failed) fail(data.failed);
    else finish(data);
  };
  worker.onerror = (event) => fail(event.message ?? "");
}

function fail(reason) {
  say("", `The prover could not be loaded. Reload the page to try again. ${escaped(reason)}`, "is-wrong");
}

/** Ask the prover; of several lines that are being typed the last is read. */
function ask(request, then) {
  if (request.do === "read") waiting = waiting.filter(({ request }) => request.do !== "read");
  waiting.push({ request, then });
  next();
}

function next() {
  if (!ready || asked || !waiting.length) return;
  asked = waiting.shift();
  worker.postMessage(asked.request);
  const { request } = asked;
  const lines = request.at == null ? 1 : shown.lines.length - request.at;
  if (request.do !== "begin") timer = setTimeout(giveUp, LIMIT * lines);
}

function finish({ shown, raised }) {
  clearTimeout(timer);
  const { request, then } = asked;
  asked = null;
  if (raised) {
    console.error(raised);
    say("?", "This cannot be decided: the prover met something that it does not know.", "is-wrong");
    busy(false);
  } else then(shown, request);
  next();
}

/** End a prover that takes too long, and start another with the paper as it stands. */
function giveUp() {
  const { request } = asked;
  worker.terminate();
  asked = null;
  busy(false);
  if (request.do === "read") at("understood").textContent = "";
  else {
    const what = request.do === "help" ? "No step was found" : "This cannot be decided";
    say("?", `${what} within 3 seconds. Try a smaller step; the prover starts anew meanwhile.`, "is-wrong");
  }
  waiting.unshift({ request: { do: "begin", ...paper }, then: (found) => show(found, false) });
  start();
}

// ---- what the reader does

function begin(equation, typed = papers[equation ?? ""] ?? []) {
  history.replaceState(null, "", equation ? `#${equation}` : location.pathname);
  leave();
  field.value = "";
  at("understood").textContent = "";
  waiting = [];
  shown = { equation, rows: [], lines: [], typed: [], is_empty: !equation };
  draw();
  if (!ready) loading();
  ask({ do: "begin", equation, typed }, (found) => show(found));
  field.focus();
}

at("form").onsubmit = (event) => {
  event.preventDefault();
  if (!field.value.trim() || field.readOnly) return;
  busy(true);
  ask({ do: "write", typed: field.value, at: edited }, (found, request) => {
    const isNew = found.typed.length > shown.typed.length;
    if (!found.field) leave();
    show(found);
    if (isNew) [...at("lines").children].filter((li) => li.matches(".is-line")).at(-1)?.classList.add("is-new");
  });
};

field.oninput = () => {
  const typed = field.value;
  if (!typed.trim()) return at("understood").replaceChildren();
  ask({ do: "read", typed }, ({ read }) => {
    if (field.value === typed) fill(at("understood"), read);
  });
};

at("help").onclick = () => {
  busy(true);
  ask({ do: "help" }, (found) => show(found, false));
};
at("back").onclick = () => {
  leave();
  ask({ do: "back" }, (found) => show(found));
};
at("cancel").onclick = () => {
  leave();
  field.value = "";
  field.oninput();
  field.focus();
};
field.onkeydown = (event) => {
  if (event.key === "Escape" && edited !== null) at("cancel").click();
};

function edit(place) {
  edited = place;
  field.value = shown.lines[place][0];
  draw();
  field.oninput();
  field.focus();
}

function leave() {
  if (edited === null) return;
  edited = null;
  draw();
}

at("copy").onclick = async () => {
  at("cell").textContent = shown.cell;
  at("cell").hidden = false;
  try {
    await navigator.clipboard.writeText(shown.cell);
    say("", "Copied. Paste it into a cell of any lesson.", "");
  } catch {
    getSelection().selectAllChildren(at("cell"));
  }
};

at("choose").onclick = () => {
  const list = at("statements");
  if (!list.dataset.typeset) typeset(list);
  list.dataset.typeset = true;
  list.showModal();
  (list.querySelector('[aria-pressed="true"]') ?? list.querySelector("[data-id]")).focus();
};
at("close").onclick = () => at("statements").close();
at("statements").onclick = ({ target }) => {
  const button = target.closest("[data-id]");
  if (button) {
    at("statements").close();
    begin(button.dataset.id);
  } else if (target === at("statements")) target.close();
};
at("empty").onclick = () => begin(null, paper.equation === null ? [] : undefined);
window.onhashchange = () => begin(fromAddress());

function fromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  return button(id) ? id : null;
}

function button(id) {
  return at("statements").querySelector(`[data-id="${CSS.escape(id)}"]`);
}

// ---- what is shown

/** Show a paper; what is said of it, too, unless something has just been said. */
function show(found, isSaid = true) {
  shown = found;
  paper = { equation: found.equation, typed: found.typed };
  busy(false);
  draw();
  if (found.field !== null) field.value = found.field;
  field.oninput();
  const state = found.is_reached ? "is-right is-reached" : STATES[found.state] ?? "";
  if (isSaid) say(found.mark, found.sentence, state);
  if (found.steps.length <= 1) at("steps").replaceChildren();
  for (const step of found.steps.slice(at("steps").children.length)) {
    at("steps").append(fill(document.createElement("li"), step));
  }
  at("cell").hidden = true;
  store();
}

const STATES = { proved: "is-right", refuted: "is-wrong", undecided: "is-wrong", unread: "is-wrong" };

function draw() {
  const { equation, known, rows } = shown;
  const says = !rows.length && equation && button(equation).querySelector("span").innerHTML;
  const names = known?.length ? `with ${known.join(", ")}` : says || "";
  fill(at("head"), `${equation ? `<b>${equation}</b> ` : ""}${names}`);
  at("lines").replaceChildren(...rows.map(row));
  for (const button of at("statements").querySelectorAll("[data-id]")) {
    button.setAttribute("aria-pressed", button.dataset.id === equation);
  }
  at("label").textContent =
    edited !== null ? `Line ${edited + 1}, anew` : shown.is_empty ? "First line" : "Next line =";
  at("cancel").hidden = edited === null;
  at("help").disabled = shown.is_empty || shown.is_reached;
  at("back").disabled = !shown.typed?.length;
  at("copy").disabled = !shown.cell;
}

function row([place, sign, line, note]) {
  const li = document.createElement("li");
  const isLine = typeof place === "number";
  const mark = isLine ? note.split(" ", 1)[0] : "";
  const rest = isLine ? note.slice(mark.length) : note;
  fill(
    li,
    `<span class="place">${place}</span><span class="sign">${sign}</span>` +
      `<span class="formula">${line}</span>` +
      `<span class="note"><span>${rest}</span><span class="mark">${mark}</span></span>`,
  );
  if (isLine) {
    li.classList.add("is-line");
    li.classList.toggle("is-wrong", shown.lines[place - 1][1] !== "proved");
    li.classList.toggle("is-edited", edited === place - 1);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "edit", textContent: "Edit" });
    button.setAttribute("aria-label", `Edit line ${place}`);
    button.onclick = () => edit(place - 1);
    li.querySelector(".note").append(button);
  }
  li.classList.toggle("is-goal", place === "goal");
  return li;
}

/** Say it once, to a screen reader as well. */
function say(mark, html, state) {
  verdict.className = state;
  fill(verdict, `${mark && `<span class="bp-mark">${mark}</span> `}${html}`);
}

function loading() {
  say("", "The prover is on its way: about 15 MB the first time. You can choose and type meanwhile.", "");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "Loading");
  verdict.append(bar);
}

let slow;
function busy(isSo) {
  clearTimeout(slow);
  field.readOnly = isSo;
  document.querySelector(".paper").setAttribute("aria-busy", isSo);
  if (isSo) slow = setTimeout(() => fill(at("understood"), "<span class='bp-known'>Judging …</span>"), 400);
  else if (at("understood").textContent === "Judging …") at("understood").replaceChildren();
}

function fill(element, html) {
  element.innerHTML = html;
  typeset(element);
  for (const part of document.querySelectorAll(".paper pre, .formula, #head, #understood")) {
    part.tabIndex = part.scrollWidth > part.clientWidth ? 0 : -1; // whether keys have to move it
  }
  return element;
}

const TYPESETTING = { throwOnError: false, strict: false }; // its fonts have no 1 with two strokes

/** Set what stands between dollars, wherever it stands in an element's text. */
function typeset(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.data.includes("$")) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/\$((?:\\.|[^$\\])+)\$/);
    text.replaceWith(
      ...parts.map((part, i) => {
        if (i % 2 === 0) return part;
        const span = document.createElement("span");
        katex.render(part.replaceAll("\\mathbb{1}", "\\mathbf{1}"), span, TYPESETTING);
        return span;
      }),
    );
  }
}

function escaped(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

// ---- what is kept, only where the reader asks for it

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return found?.papers ? found : null;
  } catch {
    return null;
  }
}

function store() {
  papers[paper.equation ?? ""] = paper.typed;
  if (at("keep").checked) {
    localStorage.setItem(KEPT, JSON.stringify({ papers, last: paper.equation }));
  }
}

at("keep").checked = kept !== null;
at("keep").onchange = ({ target }) => {
  if (target.checked) store();
  else localStorage.removeItem(KEPT);
};

// ----

typeset(document.querySelector("details"));
if (typeof WebAssembly !== "object") {
  say("", "Lines are proved by Python in WebAssembly, which this browser does not have or has switched off. The notebooks have the same scratch paper.", "is-wrong");
} else {
  start();
  begin(fromAddress() ?? (button(kept?.last) ? kept.last : null));
}
