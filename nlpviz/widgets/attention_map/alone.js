// AttentionMap without a decoder and hypotheses: what they need does not travel.
import { attentionMap } from "./map.js";

const fields = () => ({});

const cross = ({ map, say }) => ({
  body: map.node,
  more: "",
  rest: say("rest"),
  columns: [],
  follow() {},
  fit() {},
  point() {},
  cells: () => [],
  says: () => null,
});

const { render } = attentionMap({ fields, cross });

export default { render };
