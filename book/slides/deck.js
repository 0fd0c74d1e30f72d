// Starts reveal.js and makes each figure as large as its slide allows.
(() => {
  const WIDTH = 1280, HEIGHT = 720;
  const LAYOUTS = [600, 720, 860, 1010, 1152]; // widths at which a figure is tried
  const next = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));

  /** How much larger the figure can be drawn on its slide, as it is laid out now. */
  const room = (section, figure) => {
    const { paddingLeft, paddingRight } = getComputedStyle(section);
    section.style.minHeight = 0;
    figure.style.zoom = 1;
    const natural = figure.offsetHeight;
    const rest = section.scrollHeight - natural;
    section.style.minHeight = "";
    const wide = WIDTH - parseFloat(paddingLeft) - parseFloat(paddingRight);
    return Math.min(wide / figure.offsetWidth, (HEIGHT - rest) / natural);
  };
  const enlarge = (section, figure) => {
    figure.style.zoom = Math.max(0.3, Math.floor(100 * room(section, figure)) / 100);
  };

  const fitted = new Map();
  const choose = async (section, figure) => {
    let best = 0, width = LAYOUTS[0];
    for (const each of LAYOUTS) {
      figure.style.width = `${each}px`;
      await next();
      if (!section.offsetParent) return fitted.delete(figure);
      const scale = room(section, figure);
      if (scale > best) [best, width] = [scale, each];
    }
    figure.style.width = `${width}px`;
    await next();
    enlarge(section, figure);
    figure.dataset.fitted = "";
  };
  const fit = () => {
    const section = Reveal.getCurrentSlide();
    for (const figure of section?.querySelectorAll("figure.nlpviz") || []) {
      if (figure.querySelector("script") && !("live" in figure.dataset)) continue;
      if (!fitted.has(figure)) fitted.set(figure, choose(section, figure));
      else if ("fitted" in figure.dataset) enlarge(section, figure);
    }
  };

  Reveal.initialize({
    width: WIDTH, height: HEIGHT, margin: 0, center: false, hash: true,
    navigationMode: "linear", controlsTutorial: false, slideNumber: "c/t",
    transition: "none", backgroundTransition: "none", plugins: [RevealNotes],
    keyboardCondition: (event) => !event.target?.closest?.(".nlpviz"),
  }).then(() => {
    Reveal.on("slidechanged", fit);
    addEventListener("load", fit);
    document.fonts.ready.then(fit);
    const grown = new ResizeObserver(fit);
    for (const view of document.querySelectorAll(".nlpviz-view")) {
      grown.observe(view);
      new MutationObserver(fit).observe(view.closest("figure"), { attributeFilter: ["data-live"] });
    }
    fit();
  });
})();
