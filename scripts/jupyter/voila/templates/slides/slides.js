// Pages through the slides, and makes the content of each as large as its slide allows.
const slides = [...document.querySelectorAll('.slide')];
const place = document.getElementById('place');
const LARGEST = 1.9; // times the size of a notebook's type, on 1280 x 720
const LARGEST_LIVE = 1.5;
const BESIDE_A_PICTURE = [1.35, 1.2, 1.05, 0.95, 0.89, 0.8, 0.65];
const SMALLEST = 0.5;
const HEADINGS = ':is(h1, h2, h3)';
let now = 0;
let isTouched = false; // by a reader: from then on nothing may grow under their hands
let notes; // a second window

const contentOf = (slide) => slide.firstElementChild;
const isTooLarge = (box) =>
  box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
const overflows = (slide) => isTooLarge(slide) || isTooLarge(contentOf(slide));
const unit = () => Math.min(innerWidth / 1280, innerHeight / 720);
const largest = (slide) => {
  const isLive = slide.querySelector('.bp-explorer') && !document.body.matches('.large');
  return unit() * (isLive ? LARGEST_LIVE : LARGEST);
};

/** Return the largest of a range at which nothing on the slide overflows, or its lower end. */
function largestFitting(slide, element, low, high) {
  const fits = (zoom) => ((element.style.zoom = zoom), !overflows(slide));
  if (fits(high)) return high;
  for (let i = 0; i < 5; i++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  element.style.zoom = low;
  return low;
}

/**
 * Make type, and the picture if there is one, as large as the slide allows: the picture beside its
 * controls or below them, whichever leaves both larger.
 */
function fit(slide) {
  const content = contentOf(slide);
  const picture = slide.querySelector('.bp-pictures > *')?.parentElement;
  const piece = picture?.closest('.piece');
  piece?.classList.remove('beside');
  if (!picture) {
    largestFitting(slide, content, SMALLEST * unit(), largest(slide));
    return;
  }
  const isCard = slide.querySelector('.bp-exercise') || document.body.matches('.large');
  for (let box = picture.parentElement; box !== piece; box = box.parentElement)
    box.classList.add('through');
  let best = { score: 0 };
  const set = (isBeside, zoom) => {
    piece.classList.toggle('beside', isBeside);
    content.style.zoom = zoom;
  };
  for (const isBeside of isCard ? [false] : [false, true]) {
    let tried = 0;
    for (const zoom of BESIDE_A_PICTURE.map((each) => each * unit())) {
      if (tried === 3 || (tried && zoom < 0.89 * unit())) break;
      set(isBeside, zoom);
      const scale = largestFitting(slide, picture, 0.3, 1.6);
      if (overflows(slide)) continue;
      tried++;
      const areas = [...picture.querySelectorAll('svg, img')].map((image) => {
        const { width, height } = image.getBoundingClientRect();
        return width * height;
      });
      const score = zoom ** 2 * areas.reduce((a, b) => a + b, 0);
      if (score > best.score) best = { score, isBeside, zoom, scale };
    }
  }
  if (!best.score) return;
  set(best.isBeside, best.zoom);
  picture.style.zoom = best.scale;
}

/** The heading under which a slide stands. */
function headingOf(slide) {
  for (let i = slides.indexOf(slide); i >= 0; i--) {
    const heading = slides[i].querySelector(HEADINGS)?.cloneNode(true);
    heading?.querySelector('.anchor-link')?.remove();
    if (heading) return heading;
  }
}

function span(...children) {
  const made = document.createElement('span');
  made.append(...children);
  return made;
}

function show(number) {
  slides[now].classList.remove('shown');
  now = Math.max(0, Math.min(number, slides.length - 1));
  document.activeElement?.blur();
  const slide = slides[now];
  isTouched = false;
  refit(slide);
  slide.classList.add('shown');
  history.replaceState(null, '', `#${now + 1}`);
  place.style.setProperty('--done', `${(100 * (now + 1)) / slides.length}%`);
  const heading = span(...headingOf(slide).childNodes);
  place.replaceChildren(heading, span(`${now + 1} / ${slides.length}`));
  tellNotes();
  const next = slides[now + 1];
  if (next) setTimeout(() => refit(next), 50); // so that it comes at once
}

/** Fit a slide, unless nothing on it has changed since. */
function refit(slide) {
  const looks = () => [innerWidth, innerHeight, document.body.className, contentOf(slide).clientHeight].join();
  if (slide.fittedAs === looks()) return;
  fit(slide);
  slide.fittedAs = looks();
}

/** Press the button that shows the slide's next line, or what it covers; say whether there was one. */
function goOnWithin(slide) {
  const buttons = slide.querySelectorAll(
    '.bp-cover > .bp-controls button, .bp-derivation > .bp-controls button:first-child'
  );
  const next = [...buttons].find((button) => !button.disabled && button.offsetParent);
  next?.click();
  return Boolean(next);
}

function goOn() {
  if (!goOnWithin(slides[now])) show(now + 1);
}

/** Let everything but the picture step back, or come again. */
function enlarge() {
  document.body.classList.toggle('large');
  refit(slides[now]);
}

function openNotes() {
  notes = window.open('', 'notes', 'width=760,height=860');
  const page = notes.document;
  page.title = `Notes: ${document.title}`;
  page.head.replaceChildren(...[...document.head.querySelectorAll('style, link')].map((e) => e.cloneNode(true)));
  page.body.replaceChildren(page.createElement('p'), page.importNode(document.querySelector('section.notes > .content'), true));
  page.body.className = 'notes-window';
  notes.addEventListener('keydown', hear, { capture: true });
  tellNotes();
}

/** Say in the notes which slide is shown, since when, and what comes next. */
function tellNotes() {
  if (!notes || notes.closed) return;
  const heading = headingOf(slides[now]).textContent;
  const next = slides[now + 1]?.querySelector(`${HEADINGS}, p, .bp-title`)?.textContent ?? '';
  const minutes = Math.round(performance.now() / 60000);
  notes.document.querySelector('p').textContent =
    `Slide ${now + 1} of ${slides.length}, ${heading}; ${minutes} minutes since the start. Next: ${next}`;
}

const KEYS = {
  PageDown: goOn,
  PageUp: () => show(now - 1),
};
const KEYS_OUTSIDE_CONTROLS = {
  ArrowRight: goOn,
  ArrowDown: goOn,
  ' ': goOn,
  ArrowLeft: KEYS.PageUp,
  ArrowUp: KEYS.PageUp,
  Home: () => show(0),
  End: () => show(slides.length - 1),
  s: openNotes,
};
const CONTROLS = 'input, select, textarea, .noUi-handle, [contenteditable]';

function hear(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const focused = event.target.closest ? event.target : null;
  const isTyping = focused?.matches('input:not([type=radio], [type=checkbox]), textarea');
  if (event.key === 'Escape') focused?.blur();
  const isFree = !focused?.matches(CONTROLS) && !(event.key === ' ' && focused?.matches('button'));
  const large = event.key === 'l' && !isTyping && enlarge;
  const action = KEYS[event.key] ?? (large || (isFree && KEYS_OUTSIDE_CONTROLS[event.key]));
  if (!action) {
    isTouched = true;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  action();
}
addEventListener('keydown', hear, { capture: true });
addEventListener('pointerdown', () => (isTouched = true), { capture: true });
addEventListener('resize', () => refit(slides[now]));

const watcher = new ResizeObserver(([{ target }]) => {
  const slide = target.parentElement;
  if (slide !== slides[now]) return;
  if (!isTouched) refit(slide);
  else if (overflows(slide))
    largestFitting(slide, contentOf(slide), SMALLEST * unit(), Number(contentOf(slide).style.zoom));
});
slides.forEach((slide) => watcher.observe(contentOf(slide)));
show(Number(location.hash.slice(1) || 1) - 1);
