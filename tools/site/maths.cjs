// Formulas on stdin (JSON: [[tex, display], ...]) to HTML and one style sheet on stdout.
// Called by maths.py with the folder of MathJax as its argument.  A formula that is not TeX
// ends the build with its text.
const folder = process.argv[2];
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const refuse = (jax, error) => {
  throw error;
};

require(`${folder}/node-main.js`)
  .init({
    loader: {
      paths: { mathjax: folder },
      load: [
        "input/tex-base",
        "[tex]/ams",
        "[tex]/boldsymbol",
        "[tex]/newcommand",
        "output/chtml",
        "adaptors/liteDOM",
        "a11y/assistive-mml",
      ],
    },
    options: { enableAssistiveMml: true },
    tex: {
      packages: ["base", "ams", "boldsymbol", "newcommand"],
      formatError: refuse,
    },
    chtml: { fontURL: "mathjax", matchFontHeight: false },
  })
  .then((MathJax) => {
    const adaptor = MathJax.startup.adaptor;
    const html = formulas.map(([tex, display]) => {
      try {
        return adaptor.outerHTML(MathJax.tex2chtml(tex, { display }));
      } catch (error) {
        console.error(`not a formula: ${tex}\n${error.message}`);
        process.exit(1);
      }
    });
    const css = adaptor.textContent(MathJax.chtmlStylesheet());
    process.stdout.write(JSON.stringify({ html, css }));
  })
  .catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
