// The library's filters: folded on a phone, open where there is room. Without this file they are folded everywhere.
(() => {
  const box = document.querySelector("[data-open-wide]");
  if (box && window.matchMedia("(min-width: 601px)").matches) box.open = true;
})();
