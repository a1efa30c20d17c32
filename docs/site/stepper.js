// An explorer without a kernel: its controls choose among its stored states.
// Each state holds a sentence and, as numbers of pieces, the HTML of its pictures.

const arrived = new Map(); // by name of the explorer: who waits for its states

window.bpStates = (name, stored) => arrived.get(name)(stored);

function load(name) {
  return new Promise((resolve, reject) => {
    arrived.set(name, resolve);
    const script = document.createElement("script");
    script.src = new URL(`../_static/states/${name}.js`, document.baseURI);
    script.onerror = reject;
    document.head.append(script);
  });
}

function begin(explorer) {
  const controls = [...explorer.querySelectorAll(".bp-control")].map((box) => {
    const slider = box.querySelector("input[type=range]");
    const choices = [...box.querySelectorAll("input[type=radio]")];
    return {
      box,
      get: () => Number(slider ? slider.value : choices.find((each) => each.checked).value),
      set: (place, allowed) => {
        for (const each of choices) {
          each.disabled = !allowed.includes(Number(each.value));
          each.checked = Number(each.value) === place;
        }
        if (!slider) return;
        slider.min = Math.min(...allowed);
        slider.max = Math.max(...allowed);
        slider.value = place;
        const said = JSON.parse(slider.dataset.values)[place];
        slider.setAttribute("aria-valuetext", said);
        box.querySelector(".bp-value").textContent = said;
      },
    };
  });
  const pictures = explorer.querySelector(".bp-pictures");
  const sentence = explorer.querySelector(".bp-sentence");
  const walk = explorer.querySelector(".bp-walk");
  let states; // a promise, once they are asked for
  let newest = 0;

  const ask = () => (states ??= load(explorer.dataset.states));

  async function show() {
    const turn = ++newest;
    const stored = await ask();
    let keys = Object.keys(stored.states).map((key) => key.split(",").map(Number));
    const places = controls.map((control, i) => {
      const allowed = [...new Set(keys.map((key) => key[i]))];
      const wanted = control.get();
      const place = allowed.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
      control.set(place, allowed);
      keys = keys.filter((key) => key[i] === place);
      return place;
    });
    const [words, numbers] = stored.states[places.join()];
    const next = document.createElement("template");
    next.innerHTML = numbers.map((number) => stored.pieces[number]).join("");
    const images = [...next.content.querySelectorAll("img")];
    await Promise.all(images.map((image) => image.decode().catch(() => {}))); // no flash
    if (turn !== newest) return;
    pictures.replaceChildren(next.content);
    sentence.textContent = words;
    if (walk) renew();
  }

  function renew() {
    const slider = walk.querySelector("input");
    for (const button of walk.querySelectorAll("button")) {
      button.disabled = slider.value === (button.dataset.go < 0 ? slider.min : slider.max);
    }
  }

  explorer.addEventListener("input", show);
  for (const button of explorer.querySelectorAll("[data-go]")) {
    button.addEventListener("click", () => {
      const slider = walk.querySelector("input");
      slider.value = Number(slider.value) + Number(button.dataset.go);
      show();
    });
  }
  explorer.querySelector(".bp-controls").hidden = false;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    show(); // the ranges of the controls as they are now
  }, { rootMargin: "600px" });
  seen.observe(explorer);
}

for (const explorer of document.querySelectorAll(".bp-stepper")) begin(explorer);
