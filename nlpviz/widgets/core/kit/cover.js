// What stands where an answer will be, until a guess has been made: what is going to be seen there.
import { h } from "./dom.js";

/** A frame with a text, in the place of what waits. */
export const cover = (text) => h("p", { class: "nlpviz-cover" }, text);
