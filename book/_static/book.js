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
