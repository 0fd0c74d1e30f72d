// Starts reveal.js, makes each figure as large as its slide allows, code as small as it must be.
const LIVE = document.documentElement.classList.contains("live");

// A phone shows the hand-out: what scrolls sideways in it can be reached by keyboard.
if (!LIVE) {
  const mark = () => {
    for (const box of document.querySelectorAll(".slides :is(mjx-container, table):not(.nlpviz *)"))
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
  };
  addEventListener("load", mark);
  addEventListener("resize", mark);
}

(() => {
  if (!LIVE) return;
  const WIDTH = 1280,
    HEIGHT = 720;
  const LAYOUTS = [600, 670, 720, 860, 1010, 1152]; // widths at which a figure is tried
  const BESIDE = 812; // the width that deck.css leaves beside the text
  const next = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));

  /** Draw the figure so much larger; its number, which deck.css divides by it, stays as it is. */
  const scale = (figure, by) => {
    figure.style.zoom = by;
    figure.style.setProperty("--zoom", by);
  };

  /** How much larger the figure can be drawn on its slide, as it is laid out now. */
  const room = (section, figure) => {
    const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(section);
    const inner = (side, a, b) => side - parseFloat(a) - parseFloat(b);
    scale(figure, 1);
    const natural = figure.offsetHeight;
    if (section.classList.contains("beside")) {
      const high = inner(HEIGHT, paddingTop, paddingBottom);
      return Math.min(BESIDE / figure.offsetWidth, high / natural);
    }
    section.style.minHeight = 0;
    const rest = section.scrollHeight - natural;
    section.style.minHeight = "";
    const wide = inner(WIDTH, paddingLeft, paddingRight);
    return Math.min(wide / figure.offsetWidth, (HEIGHT - rest) / natural);
  };
  const enlarge = (section, figure) => {
    let percent = Math.max(30, Math.floor(100 * room(section, figure)));
    scale(figure, percent / 100);
    // Lines are of whole pixels: enlarged, a figure can be some of them higher than reckoned.
    for (const least = percent - 4; section.scrollHeight > HEIGHT && percent > least;) {
      scale(figure, --percent / 100);
    }
  };

  /** Whether part of the figure, of what is not folded, has to be scrolled to at this width. */
  const cut = (figure) =>
    [...figure.querySelectorAll("*")].some(
      (part) =>
        part.checkVisibility() &&
        part.scrollWidth > part.clientWidth + 1 &&
        /auto|scroll/.test(getComputedStyle(part).overflowX),
    );

  // Each figure is tried at several widths, below its text and beside it; the largest is kept.
  const fitted = new Map();
  const choose = async (section, figure) => {
    const alone = section.querySelectorAll(".cell").length === 1 && figure.querySelector("script");
    let best = [0];
    for (const beside of alone ? [false, true] : [false]) {
      section.classList.toggle("beside", beside);
      for (const width of beside ? [...LAYOUTS, BESIDE] : LAYOUTS) {
        figure.style.width = `${width}px`;
        await next();
        await document.fonts.ready; // a font is asked for when its text is first laid out
        if (!section.offsetParent) return fitted.delete(figure);
        // Large type first; where it is much the same, the layout that fills more of the slide.
        const score = room(section, figure) * (cut(figure) ? 0.5 : 1) * width ** 0.2;
        if (score > best[0]) best = [score, width, beside];
      }
    }
    section.classList.toggle("beside", best[2]);
    figure.style.width = `${best[1]}px`;
    await next();
    enlarge(section, figure);
    figure.dataset.fitted = "";
  };

  const CODE = [24, 23, 22, 21, 20];
  const shrink = (section) => {
    for (const size of CODE) {
      section.style.setProperty("--code", `${size}px`);
      if (section.scrollHeight <= HEIGHT) break;
    }
  };
  const fit = () => {
    const section = Reveal.getCurrentSlide();
    if (section && !section.querySelector("figure")) shrink(section);
    for (const figure of section?.querySelectorAll("figure.nlpviz") || []) {
      if (figure.querySelector("script") && !("live" in figure.dataset)) continue;
      if (!fitted.has(figure)) fitted.set(figure, choose(section, figure));
      else if ("fitted" in figure.dataset) enlarge(section, figure);
    }
  };

  // → and the keys of a presenter walk the main line; ↓ enters the detour below a slide, where they
  // walk on until it ends.  Coming back to a slide from its neighbour, one stands at its top.
  const detours = {
    id: "detours",
    init: (deck) => {
      const { next, prev, left, right } = deck;
      const [onwards, back] = deck.getConfig().rtl ? [left, right] : [right, left];
      const below = () => deck.getIndices().v > 0;
      deck.next = (options) => (below() ? next(options) : onwards(options));
      deck.prev = (options) => (below() ? prev(options) : back(options));
      deck.on("slidechanged", () => {
        for (const stack of document.querySelectorAll("[data-previous-indexv]")) {
          stack.removeAttribute("data-previous-indexv");
        }
      });
    },
  };
  // A clicker's keys turn the slide out of a figure, too; so do → and ← on a button once one has
  // been pressed ("Reveal"), until Tab is, if the figure has no use for them.  Escape leaves it.
  const TURN = { PageDown: "next", PageUp: "prev", ArrowRight: "right", ArrowLeft: "left" };
  let pressed = null;
  const press = ({ target }) => (pressed = target.closest?.("button"));
  const inFigure = ({ target }) => target.closest?.(".nlpviz");
  const turn = (event) => {
    if (event.key === "Tab") pressed = null;
    const way = TURN[event.key];
    if (!way || !inFigure(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = () => {
      event.target.blur();
      Reveal[way]();
    };
    if (event.key.startsWith("Page")) {
      event.preventDefault();
      event.stopPropagation();
      go();
    } else if (event.target.matches("button") && pressed?.closest(".nlpviz") === inFigure(event)) {
      setTimeout(() => event.defaultPrevented || go());
    }
  };
  const leave = (event) => {
    if (event.key === "Escape" && inFigure(event)) event.target.blur();
  };

  /** "7 / 25", and "7 ↓2 / 25" on the second slide below the seventh. */
  const slideNumber = (slide) => {
    const { h, v } = Reveal.getIndices(slide);
    return [v ? `${h + 1} ↓${v}` : `${h + 1}`, "/", Reveal.getHorizontalSlides().length];
  };

  Reveal.initialize({
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    center: false,
    hash: true,
    rtl: document.documentElement.dir === "rtl",
    navigationMode: "default",
    controlsTutorial: false,
    scrollActivationWidth: 0, // a narrow window shows the same slides
    slideNumber,
    transition: "none",
    backgroundTransition: "none",
    plugins: [RevealNotes, detours],
    keyboardCondition: (event) => !event.target?.closest?.(".nlpviz"),
  }).then(() => {
    addEventListener("click", press, { capture: true });
    addEventListener("keydown", turn, { capture: true });
    addEventListener("keydown", leave);
    Reveal.on("slidechanged", fit);
    addEventListener("load", fit);
    document.fonts.addEventListener("loadingdone", fit);
    const grown = new ResizeObserver(fit);
    for (const view of document.querySelectorAll(".nlpviz-view")) {
      grown.observe(view);
      new MutationObserver(fit).observe(view.closest("figure"), { attributeFilter: ["data-live"] });
    }
    fit();
  });
})();
