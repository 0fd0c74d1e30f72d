// Numbers whose products can be checked by the reader.

import { number } from "./numbers.js";

/** A number of three decimals, so that products agree with what is shown of their factors. */
export const fine = (x) =>
  x && Math.abs(x) < 5e-4 ? number(x, 1) : x.toFixed(x ? 3 : 0).replace("-", "−");
