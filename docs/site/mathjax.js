window.MathJax = {
  loader: {
    load: ["input/tex", "output/chtml", "a11y/assistive-mml"],
    paths: { fonts: "[mathjax]/fonts" }, // beside the script, not at its maker's
  },
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]] },
  output: { displayOverflow: "scroll", displayAlign: "left" },
  startup: {
    ready() {
      delete MathJax.config.options.menuOptions; // a menu's, which is not loaded
      MathJax.startup.defaultReady();
    },
  },
  options: {
    // Sphinx marks its formulas as math; in stored HTML they stand between dollar signs
    ignoreHtmlClass: "bd-container|tex2jax_ignore",
    processHtmlClass: "math|text_html",
  },
};
