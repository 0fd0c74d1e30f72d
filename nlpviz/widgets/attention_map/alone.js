// AttentionMap without a decoder and hypotheses: what they need does not travel.
import { attentionMap } from "./map.js";

const fields = () => ({});

const cross = ({ map, foot, say }) => ({
  body: [map.node, foot],
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
