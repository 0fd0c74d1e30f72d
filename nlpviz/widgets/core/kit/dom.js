// Elements, made of strings that stay text; no ids, no globals.

/** Children as a list without what is not there (null, undefined, false). */
export const present = (children) =>
  children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);

function make(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** An HTML element; strings among the children become text, never markup. */
export function h(tag, attributes, ...children) {
  return make(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** [x, y] of a pointer event in the layout pixels of `el`: right at any zoom of a deck. */
export function pointer(event, el) {
  const box = el.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * el.offsetWidth) / box.width,
    ((event.clientY - box.top) * el.offsetHeight) / box.height,
  ];
}

/** measure(el)(text): the width of a text in the font of `el`, in pixels. */
export function measure(el, weight = 400, size = 13) {
  const pen = h("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${getComputedStyle(el).fontFamily}`;
  return (text) => pen.measureText(text).width;
}

/** The one unit of sizes where `el` stands, in pixels: the smallest text of a figure (--nv-u). */
export const unit = (el) => parseFloat(getComputedStyle(el).getPropertyValue("--nv-u")) || 14;
