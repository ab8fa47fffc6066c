"use strict";
// Small curves beside numbers, of the last 15 minutes in slices of half a minute. Only those that can be seen are drawn.
(() => {
  const STEPS = 30, SLICE = 30000, WIDTH = 60, HEIGHT = 18;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", SVG = "http://www.w3.org/2000/svg";
  const curves = new Map(), began = Date.now();
  let slice = 0;

  function values(line, scale) {
    const all = [];
    for (const [, letter, count] of line.matchAll(/([A-Za-z.])([0-9]*)/g)) {
      const value = letter === "." ? NaN : LETTERS.indexOf(letter) / 51 * scale;
      for (let i = 0; i < (count || 1); i++) all.push(value);
    }
    return [...Array(Math.max(0, STEPS - all.length)).fill(NaN), ...all].slice(-STEPS);
  }
  function path(all, least) {
    const scale = Math.max(least, ...all.filter(v => v === v)) || 1;
    let d = "", pen = false;
    all.forEach((v, i) => {
      if (v !== v) { pen = false; return; }
      const x = (i * WIDTH / (STEPS - 1)).toFixed(1), y = (HEIGHT - 1 - v / scale * (HEIGHT - 2)).toFixed(1);
      // A point alone is a short line.
      d += pen ? "L" + x + " " + y : "M" + x + " " + y + "h.1";
      pen = true;
    });
    return d;
  }
  function draw(td) {
    const c = curves.get(td);
    c.stale = false;
    if (!c.svg) {
      c.svg = document.createElementNS(SVG, "svg");
      c.svg.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
      c.svg.setAttribute("class", "spark");
      c.svg.setAttribute("aria-hidden", "true");
      c.svg.append(document.createElementNS(SVG, "path"));
      td.prepend(c.svg);
    }
    c.svg.firstChild.setAttribute("d", path(c.all, c.least));
  }
  const seen = new IntersectionObserver(changes => {
    for (const { target, isIntersecting } of changes) {
      const c = curves.get(target);
      c.visible = isIntersecting;
      if (isIntersecting && c.stale) draw(target);
    }
  }, { rootMargin: "200px" });
  function change(td, c) {
    c.stale = true;
    if (c.visible) draw(td);
  }
  setInterval(() => {
    const now = Math.floor((Date.now() - began) / SLICE), by = Math.min(STEPS, now - slice);
    slice = now;
    if (by < 1) return;
    for (const [td, c] of curves) {
      if (!td.isConnected) { seen.unobserve(td); curves.delete(td); continue; }
      for (let i = 0; i < by; i++) { c.all.shift(); c.all.push(c.now < 0 ? NaN : c.now); }
      change(td, c);
    }
  }, 5000);

  // Begins with what the server has written; the number as it is now, -1 for none.
  window.wardenSpark = (td, least) => {
    const [now, scale, line] = (td.dataset.l || "-1 0 ").split(" ");
    delete td.dataset.l;
    curves.set(td, { all: values(line, +scale), now: +now, least, stale: true, visible: false, svg: null });
    seen.observe(td);
    return +now;
  };
  window.wardenSparkNow = (td, now, text) => {
    const c = curves.get(td), last = STEPS - 1;
    c.now = now;
    if (now >= 0) c.all[last] = c.all[last] >= now ? c.all[last] : now;
    if (td.lastChild && td.lastChild.nodeType === 3) td.lastChild.data = text; else td.append(text);
    change(td, c);
  };
  window.wardenPercent = tenths => tenths < 0 ? "" : Math.floor(tenths / 10) + "." + tenths % 10 + " %";
  // As the server writes it.
  window.wardenSize = kib => {
    if (kib < 0) return "";
    if (kib * 1024 < 1000) return kib * 1024 + " B";
    let value = kib, unit = 0;
    while (value >= 999.5) { value /= 1024; unit++; }
    return (value < 99.95 ? value.toFixed(1) : value.toFixed(0)) + " " + "kMGTPE"[unit] + "B";
  };
})();
