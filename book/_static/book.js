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

// The path through a chapter: what is folded on it, what the reader has opened, what is remembered.
// The attribute data-path is set by the script in the page's head, before anything is drawn.
(() => {
  const page = document.documentElement;
  const PARTS = ".off-short, .off-main";
  const FOUND = "onbeforematch" in page; // hidden, and yet found by the browser's own search
  const all = (selector) => document.querySelectorAll(selector);

  const shut = (box) => box.matches(`.off-${page.dataset.path}:not([data-opened])`);

  // Whether a place of the page is folded away, or is the heading of what is.
  const away = (place) => {
    if (place.matches(PARTS) && shut(place)) return true;
    for (let part = place.closest(".part"); part; part = part.parentElement.closest(".part")) {
      if (shut(part.parentElement)) return true;
    }
    return false;
  };

  const mark = (link) => {
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const folded = place !== null && away(place);
    if (folded === link.hasAttribute("data-folded")) return;
    link.toggleAttribute("data-folded", folded);
    if (!folded) return link.querySelector(".visually-hidden").remove();
    const word = document.createElement("span");
    word.className = "visually-hidden";
    word.textContent = ` (${document.querySelector(".path").dataset.folded})`;
    link.append(word);
  };

  const show = () => {
    for (const box of all(PARTS)) {
      const closed = shut(box);
      box.querySelector(":scope > .path-line button").ariaExpanded = String(!closed);
      for (const part of box.querySelectorAll(":scope > .part")) {
        if (FOUND && closed) part.setAttribute("hidden", "until-found");
        else part.removeAttribute("hidden");
      }
    }
    for (const link of all(".bd-sidebar-secondary .page-toc a[href^='#']")) mark(link);
  };

  // Open all that hides an element; tells whether there was anything to open.
  const reach = (place) => {
    let opened = false;
    for (let at = place; at; at = at.parentElement?.closest(".part, details")) {
      const box = at.matches(".part") ? at.parentElement : at;
      if (box.matches(PARTS) && shut(box)) box.dataset.opened = "";
      else if (box.localName === "details" && box !== place && !box.open) box.open = true;
      else continue;
      opened = true;
    }
    if (opened) show();
    return opened;
  };

  const reachAnchor = (hash) => {
    const place = document.getElementById(decodeURIComponent(hash.slice(1)));
    return place && reach(place) ? place : null;
  };

  const choose = (path) => {
    page.dataset.path = path;
    for (const box of all("[data-opened]")) delete box.dataset.opened;
    show();
    try {
      localStorage.setItem("nlpviz-path", path);
    } catch {
      // Where nothing may be stored, the choice lasts as long as the page.
    }
  };

  const clicked = (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) return void reachAnchor(link.hash);
    const line = event.target.closest(".path-line button");
    const heading = event.target.closest("h2, h3");
    const box = line ? line.closest(PARTS) : heading?.parentElement;
    if (!box?.matches(PARTS) || (heading && !shut(box))) return;
    if (shut(box)) box.dataset.opened = "";
    else delete box.dataset.opened;
    show();
  };

  const ready = () => {
    const bar = document.querySelector(".path");
    if (!bar) return;
    const inputs = [...bar.querySelectorAll("input")];
    (inputs.find(({ value }) => value === page.dataset.path) ?? inputs.at(-1)).checked = true;
    bar.addEventListener("change", ({ target }) => choose(target.value));
    document.addEventListener("click", clicked, true);
    document.addEventListener("beforematch", ({ target }) => reach(target));
    addEventListener("hashchange", () => reachAnchor(location.hash)?.scrollIntoView());
    show();
    reachAnchor(location.hash)?.scrollIntoView({ behavior: "instant" });
    // The theme marks what was searched for 10 ms from now; what is marked is not left folded.
    setTimeout(() => all(".bd-article .highlighted").forEach(reach), 20);
  };
  document.addEventListener("DOMContentLoaded", ready);
})();

// On paper nothing is folded, in browsers, too, whose style sheets cannot open a fold.
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.fold:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();

// How far one has read, and the way to the chapter's first figure and on again.
(() => {
  // Now and after each change of what is in the window, once a frame.
  const whileScrolling = (draw) => {
    let due = 0;
    const soon = () => {
      due ||= requestAnimationFrame(() => {
        due = 0;
        draw();
      });
    };
    for (const event of ["scroll", "resize", "load"]) addEventListener(event, soon);
    draw();
  };

  // From the top of the page (0) until the end of the summary has come into view (1).
  const progress = (line) => {
    const end = document.getElementById(line.dataset.until);
    whileScrolling(() => {
      const whole = end.getBoundingClientRect().bottom + window.scrollY - innerHeight;
      const read = window.scrollY / Math.max(1, whole);
      line.style.transform = `scaleX(${Math.min(1, Math.max(0, read))})`;
    });
  };

  const HEAD = 64; // what the bar on top covers

  // What is read now, and where it stands: heights above it may change while one is away.
  const reading = () => {
    const boxes = [...document.querySelectorAll(".bd-article section > :not(section)")];
    const box = boxes.find((each) => each.getBoundingClientRect().bottom > HEAD);
    return box && { box, top: box.getBoundingClientRect().top };
  };

  const wayBack = (place) => {
    const link = place.querySelector("a");
    const figure = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    let from = null;
    whileScrolling(() => {
      const past = figure.getBoundingClientRect().bottom < HEAD;
      place.dataset.state = past ? "past" : from ? "visit" : "here";
    });
    document.addEventListener("click", ({ target }) => {
      if (target.closest(".to-hero a, a.back")) from = reading();
    });
    place.querySelector("button").addEventListener("click", () => {
      window.scrollBy({ top: from.box.getBoundingClientRect().top - from.top });
      from = null;
      link.focus({ preventScroll: true });
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const line = document.querySelector(".read[data-until]");
    const place = document.querySelector(".to-hero");
    if (line) progress(line);
    if (place) wayBack(place);
  });
})();
