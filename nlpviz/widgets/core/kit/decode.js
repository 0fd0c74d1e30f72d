// Arrays out of the bytes in which encode.py packs them: the page's one decoder.

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const power = (bits >> 10) & 31;
  const rest = bits & 1023;
  if (power === 31) return rest ? NaN : sign * Infinity;
  return sign * (power ? (1 + rest / 1024) * 2 ** (power - 15) : rest * 2 ** -24);
}

/** The values divided by what measure gives of them; where that is 0, as they are. */
function divided(values, measure) {
  const by = measure(values) || 1;
  for (let j = 0; j < values.length; j++) values[j] /= by;
  return values;
}

// What each code of sqrt8 stands for before its row is divided by its sum: maps have millions.
const SQUARES = line(256, (code) => (code / 255) ** 2);
const sum = (values) => values.reduce((a, b) => a + b, 0);
const norm = (values) => Math.sqrt(sum(values.map((x) => x * x)));

/** A row of sqrt8, in one go: a page with a dozen heads decodes them before it is seen. */
function shares(codes) {
  const values = new Float64Array(codes.length);
  let all = 0;
  for (let j = 0; j < codes.length; j++) all += values[j] = SQUARES[codes[j]];
  if (all) for (let j = 0; j < codes.length; j++) values[j] /= all;
  return values;
}

// kind -> (bytes, row, its width m, the number of all rows) -> the values of that row
const ROWS = {
  float32: (view, row, m) => line(m, (j) => view.getFloat32(4 * (row * m + j), true)),
  float16: (view, row, m) => line(m, (j) => half(view.getUint16(2 * (row * m + j), true))),
  int8: (view, row, m, rows) => {
    const scale = view.getFloat32(4 * row, true);
    return line(m, (j) => scale * view.getInt8(4 * rows + row * m + j));
  },
  sqrt8: (view, row, m) => shares(new Uint8Array(view.buffer, view.byteOffset + row * m, m)),
  unit8: (view, row, m) =>
    divided(
      line(m, (j) => view.getInt8(row * m + j)),
      norm,
    ),
  grid12: (view, row) => {
    const [a, b, c] = line(3, (j) => view.getUint8(3 * row + j));
    return [(a << 4) | (b >> 4), ((b & 15) << 8) | c];
  },
  uint8: (view, row, m) => line(m, (j) => view.getUint8(row * m + j)),
};

function line(m, value) {
  const values = new Float64Array(m);
  for (let j = 0; j < m; j++) values[j] = value(j);
  return values;
}

/** The bytes of a packed array, which may be a view, a typed array or a buffer. */
const bytes = (data) =>
  data.buffer ? new DataView(data.buffer, data.byteOffset, data.byteLength) : new DataView(data);

/** A packed array as {data: Float64Array, shape}: the numbers that `encode.unpack` gives.  A part
    of it: `count` rows (along the last axis) from the row `first` on, decoded without the rest. */
export function unpack({ dtype, shape, data }, first = 0, count = null) {
  if (!Object.hasOwn(ROWS, dtype)) throw new TypeError("unknown dtype " + dtype);
  const m = shape[shape.length - 1],
    rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const taken = count ?? rows,
    view = bytes(data),
    values = new Float64Array(taken * m);
  for (let row = 0; row < taken; row++)
    values.set(ROWS[dtype](view, first + row, m, rows), row * m);
  return { data: values, shape: count === null ? shape : [count, m] };
}

/** The whole numbers of a packed table (unit8); every order of adding gives the same sum. */
export function codes({ data }) {
  const { buffer, byteOffset, byteLength } = bytes(data);
  return new Int8Array(buffer, byteOffset, byteLength);
}

/** The same for an object of packed arrays, or of such objects. */
export const unpackAll = (parts) =>
  parts.dtype
    ? unpack(parts)
    : Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, unpackAll(part)]));
