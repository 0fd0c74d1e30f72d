(() => {
  const script = document.currentScript;
  const figure = script
    ? script.closest("figure.nlpviz")
    : [...document.querySelectorAll("figure.nlpviz")].find((each) => !each.nlpviz);
  if (!figure || figure.nlpviz) return;
  figure.nlpviz = true;
  const view = figure.querySelector(".nlpviz-view");
  const bytes = (key, value) => {
    if (!value || !value.dtype || typeof value.data !== "string") return value;
    const text = atob(value.data);
    const buffer = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) buffer[i] = text.charCodeAt(i);
    return { ...value, data: new DataView(buffer.buffer) };
  };
  const json = figure.querySelector('script[type="application/json"]').textContent;
  const { module, state } = JSON.parse(json, bytes);
  const heard = {};
  const model = {
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
  const load = async () => {
    const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    try {
      return await import(url);
    } catch {
      return await import("data:text/javascript;charset=utf-8," + encodeURIComponent(module));
    } finally {
      URL.revokeObjectURL(url);
    }
  };
  // Keys that move inside the figure do not also turn the slide or scroll the page's way.
  figure.addEventListener("keydown", (event) => {
    if (/^(Arrow|Home$|End$|Page|Enter$| $)/.test(event.key)) event.stopPropagation();
  });
  // Notebook 7 asks for this from the focused element upwards, and its own cell comes first.
  figure.addEventListener("focusin", ({ target }) => {
    target.dataset.lmSuppressShortcuts = "true";
  });
  const live = document.createElement("div");
  load()
    .then(async (loaded) => {
      view.append(live);
      await loaded.default.render({ model, el: live });
      view.replaceChildren(live);
      figure.dataset.live = "";
    })
    .catch((error) => {
      live.remove();
      console.warn("nlpviz:", error);
    });
})();
