"use strict";
// Runs before the page is painted: what the viewer has chosen, or what the system says.
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  let chosen = null;
  try { chosen = localStorage.getItem("warden.theme"); } catch (e) { /* a browser that keeps nothing */ }
  try { if (localStorage.getItem("warden.keys") === "off") root.dataset.keys = "off"; } catch (e) { /* the same */ }
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("warden.theme", root.dataset.theme); } catch (e) { /* as above */ }
    });
  });
})();
