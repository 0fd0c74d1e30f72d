// What scrolls sideways inside the page can be reached by keyboard.
(() => {
  const scrolling = "pre, mjx-container, .pst-scrollable-table-container, .output";
  const mark = () => {
    for (const box of document.querySelectorAll(`.bd-article :is(${scrolling})`)) {
      if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible") {
        box.tabIndex = 0;
      } else if (box.tabIndex === 0) {
        box.removeAttribute("tabindex");
      }
    }
  };
  addEventListener("load", mark);
  addEventListener("resize", mark);
  addEventListener("toggle", mark, true);
})();

// The link to another language leads to the section that is being read.
(() => {
  const inView = (e) => {
    const { top, bottom } = e.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const place = () => {
    const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (asked && inView(asked)) return asked.id;
    const places = document.querySelectorAll(".bd-article :is(section section, dt)[id]");
    return [...places].filter((e) => e.getBoundingClientRect().top < 96).pop()?.id ?? "";
  };
  const aim = ({ target }) => {
    const link = target.closest?.(".languages a[data-same]");
    if (!link) return;
    const id = place();
    link.hash = id && `#${encodeURIComponent(id)}`;
  };
  for (const event of ["pointerdown", "focusin", "click"]) addEventListener(event, aim, true);
})();
