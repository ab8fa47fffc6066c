"use strict";
// Asks for the charts of a program anew while somebody looks: as often as there are new numbers.
(() => {
  const STEP = 5000, DAY_STEP = 60000, section = document.getElementById("charts");
  if (!section) return;
  const step = section.querySelector("input[name=span]").value === "day" ? DAY_STEP : STEP;
  let asking = false, seen = true;
  new IntersectionObserver(changes => { seen = changes[changes.length - 1].isIntersecting; }).observe(section);

  setInterval(() => {
    const table = document.getElementById("chart-table");
    // Whoever reads the table is not to lose the place in it.
    if (asking || !seen || document.hidden || table && table.open) return;
    asking = true;
    const held = table && table.contains(document.activeElement);
    PrimeFaces.ajax.Request.handle({
      source: "page", formId: "page", process: "@none", update: "used", global: false,
      oncomplete: () => {
        asking = false;
        const summary = document.querySelector("#chart-table summary");
        if (held && summary) summary.focus();
      }
    });
  }, step);
})();
