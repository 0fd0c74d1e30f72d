// AttentionMap with all that it can: a decoder's links are cut between two lines of words,
// hypotheses are chosen.  alone.js is the map without.
import { cross, cut, fields } from "./cross.js";
import { attentionMap } from "./map.js";

const { render } = attentionMap({ cross, cut, fields });

export default { render };
