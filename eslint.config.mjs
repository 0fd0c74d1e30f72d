// The discipline of the code that runs in the page, as ruff's for Python: `make lint`.
import js from "@eslint/js";

const PAGE = Object.fromEntries(
  (
    "document window innerHeight location matchMedia navigator getComputedStyle ResizeObserver " +
    "MutationObserver IntersectionObserver requestAnimationFrame cancelAnimationFrame " +
    "setTimeout clearTimeout setInterval clearInterval queueMicrotask " +
    "AbortController AbortSignal Blob URL URLSearchParams atob btoa console performance " +
    "localStorage sessionStorage history addEventListener HTMLElement Event CustomEvent " +
    "KeyboardEvent EventTarget RevealNotes CSS Path2D fetch DOMParser Reveal structuredClone"
  )
    .split(" ")
    .map((name) => [name, "readonly"]),
);
const NODE = Object.fromEntries(
  "process console require module __dirname URL performance setTimeout global Buffer"
    .split(" ")
    .map((name) => [name, "readonly"]),
);

export default [
  { ignores: ["_build/", "node_modules/", ".venv/", ".venv-colab/"] },
  js.configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    rules: {
      "max-lines-per-function": ["error", { max: 60 }],
      "max-len": ["error", { code: 100, ignoreUrls: true }],
      "max-lines": ["error", { max: 250 }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_$" }],
      "no-shadow": "off",
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      eqeqeq: ["error", "always"],
    },
  },
  {
    files: ["nlpviz/**/*.js"],
    languageOptions: { sourceType: "module", globals: PAGE },
  },
  {
    files: ["book/**/*.js"],
    languageOptions: { sourceType: "script", globals: PAGE },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { sourceType: "module", globals: { ...PAGE, ...NODE } },
  },
  {
    files: ["tests/**/*.mjs"],
    rules: { "max-lines": "off", "max-lines-per-function": "off" },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs", globals: NODE } },
];
