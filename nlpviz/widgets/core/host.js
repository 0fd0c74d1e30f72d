// Starts the figure in which it stands: the one script of an output.  It is a block, so that no
// name of it is global.
{
  // Base64 as bytes; browsers of before 2025 have no function for it.
  const raw = (data) =>
    Uint8Array.fromBase64?.(data) ?? Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const bytes = (key, value) =>
    value?.dtype && typeof value.data === "string"
      ? { ...value, data: new DataView(raw(value.data).buffer) }
      : value;

  // What anywidget would give: values by name, and who hears of their changes.
  const modelOf = (state) => {
    const heard = {};
    return {
      get: (key) => state[key],
      set(key, value) {
        if (Object.is(state[key], value)) return;
        state[key] = value;
        for (const f of [...(heard["change:" + key] || [])]) f();
      },
      on: (event, f) => void (heard[event] ||= new Set()).add(f),
      off: (event, f) => void (f ? heard[event]?.delete(f) : delete heard[event]),
      save_changes() {},
      send() {},
    };
  };

  const imported = async (module) => {
    const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    try {
      return await import(url);
    } catch {
      return await import("data:text/javascript;charset=utf-8," + encodeURIComponent(module));
    } finally {
      URL.revokeObjectURL(url);
    }
  };

  // The label in the language of the page, as the view chooses its words: pt-BR, else pt.
  const spoken = (figure, labels) => {
    const tag = (figure.closest("[lang]")?.lang ?? "").toLowerCase();
    const of = (code) => Object.keys(labels).find((key) => key.toLowerCase() === code);
    return labels[of(tag) ?? of(tag.split("-")[0])];
  };

  const keepKeys = (figure) => {
    // Keys that move inside the figure do not also turn the slide or scroll the page's way.
    figure.addEventListener("keydown", (event) => {
      if (/^(Arrow|Home$|End$|Page|Enter$| $)/.test(event.key)) event.stopPropagation();
    });
    // Notebook 7 asks for this from the focused element upwards, and its own cell comes first.
    figure.addEventListener("focusin", ({ target }) => {
      target.dataset.lmSuppressShortcuts = "true";
    });
  };

  // The first figure of a page lives at once; the others when they come near, or when all else
  // is done: no figure makes the page wait.
  const due = (figure) =>
    new Promise((go) => {
      if (document.querySelector("figure.nlpviz:has(script)") === figure) return go();
      const soon = () => (window.requestIdleCallback ?? setTimeout)(go);
      const eye = new IntersectionObserver(
        (seen) => {
          if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
          eye.disconnect();
          go();
        },
        { rootMargin: "100%" },
      );
      eye.observe(figure);
      if (document.readyState === "complete") soon();
      else window.addEventListener("load", soon, { once: true });
    });

  const start = async (figure) => {
    const view = figure.querySelector(".nlpviz-view");
    const live = document.createElement("div");
    try {
      const json = figure.querySelector('script[type="application/json"]').textContent;
      await due(figure);
      const { module, state, labels } = JSON.parse(json, bytes);
      const loaded = await imported(module);
      view.append(live);
      await loaded.default.render({ model: modelOf(state), el: live });
      view.replaceChildren(live);
      const label = spoken(figure, labels ?? {});
      if (label) figure.setAttribute("aria-label", label);
      figure.dataset.live = "";
    } catch (error) {
      live.remove();
      console.warn("nlpviz:", error);
    }
  };

  const figure =
    document.currentScript?.closest("figure.nlpviz") ??
    [...document.querySelectorAll("figure.nlpviz")].find((each) => !each.nlpviz);
  if (figure && !figure.nlpviz) {
    figure.nlpviz = true;
    keepKeys(figure);
    start(figure);
  }
}
