// Starts reveal.js and makes each figure as large as its slide allows.
(() => {
  const WIDTH = 1280, HEIGHT = 720, LAYOUT = 760; // a figure is laid out 760 wide, then enlarged

  const fit = (section) => {
    if (!section || !section.offsetParent) return;
    for (const figure of section.querySelectorAll("figure.nlpviz")) {
      const style = getComputedStyle(section);
      figure.style.zoom = 1;
      figure.style.width = `${LAYOUT}px`;
      const used = section.scrollHeight - figure.offsetHeight;
      const wide = WIDTH - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const natural = figure.scrollHeight;
      const scale = Math.min(wide / LAYOUT, (HEIGHT - used) / natural);
      figure.style.zoom = Math.max(0.4, scale);
    }
  };

  Reveal.initialize({
    width: WIDTH, height: HEIGHT, margin: 0, center: false, hash: true,
    navigationMode: "linear", controls: true, controlsTutorial: false, progress: true,
    slideNumber: "c/t", transition: "none", backgroundTransition: "none",
    plugins: [RevealNotes],
    keyboardCondition: (event) => !event.target?.closest?.(".nlpviz"),
  }).then(() => {
    const now = () => fit(Reveal.getCurrentSlide());
    Reveal.on("slidechanged", now);
    addEventListener("load", now);
    document.fonts.ready.then(now);
    const grown = new ResizeObserver((entries) => {
      if (entries.some((entry) => Reveal.getCurrentSlide()?.contains(entry.target))) now();
    });
    for (const view of document.querySelectorAll(".nlpviz-view")) grown.observe(view);
    now();
  });
})();
