"use strict";
// Ctrl+K on any page: the pages, each program, its log and what can be done with it, by a few letters of the name. And the keys that lead to
// pages. What it does, the pages do by links and forms, too.
(() => {
  const body = document.body, root = document.documentElement, T = JSON.parse(body.dataset.texts), act = !!body.dataset.act;
  const { fill, element, carryOut, keys } = wardenActions;
  const MOST = 30, ACTIVE = new Set(["STARTING", "RUNNING", "BACKOFF"]);
  const PAGES = { o: "overview", p: "programs", e: "events", l: "log", c: "configuration", d: "diagnostics" };
  const links = () => [...document.querySelectorAll(".bar nav a")];
  const reach = page => links().find(a => a.getAttribute("href") === page);
  const said = element("p", { className: "toast" });
  said.setAttribute("role", "status");
  body.append(said);
  let open = null;

  function pages() {
    const all = links().map(a => {
      const key = Object.keys(PAGES).find(k => PAGES[k] === a.getAttribute("href"));
      return { text: a.textContent, hint: key ? "g " + key : "", run: () => { location.href = a.href; } };
    });
    return [...all, { text: T.keys, hint: "?", run: () => keys("") }];
  }
  function ofProgram(r) {
    const name = encodeURIComponent(r.n);
    const all = [{ text: r.n, hint: r.s, chip: true, urgent: r.a, run: () => { location.href = "program?name=" + name; } },
      { text: T.log + " " + r.n, more: "log", hint: "", run: () => { location.href = "log?name=" + name; } }];
    if (act) for (const verb of ACTIVE.has(r.s) ? ["restart", "stop"] : ["start"]) {
      all.push({ text: T[verb] + " " + r.n, more: verb, hint: "", run: () => carryOut(verb, [r.n], said) });
    }
    return all;
  }
  async function programs() {
    try {
      const answer = await fetch("live", { redirect: "manual", headers: { "Accept": "application/json" } });
      return answer.ok ? (await answer.json()).rows : [];
    } catch (e) { return []; }
  }
  // Those that begin with what was typed first, then those that have all of its words.
  function fitting(all, typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return all.filter(o => !o.more && (!o.chip || o.urgent));
    const whole = words.join(" ");
    const rank = o => o.text.toLowerCase() === whole ? 0 : o.text.toLowerCase().startsWith(whole) ? 1 : 2;
    const fits = o => { const text = (o.text + " " + (o.more || "")).toLowerCase(); return words.every(w => text.includes(w)); };
    return all.filter(fits).map((o, i) => [rank(o), i, o]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(o => o[2]);
  }

  function show() {
    if (open) { open.close(); return; }
    if (document.querySelector("dialog[open]")) return;
    const input = element("input", { type: "text", id: "palette-text", autocomplete: "off", spellcheck: false, placeholder: T.palette });
    const list = element("ul", { id: "palette-list" }), count = element("p", { className: "dim" });
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "palette-list", "aria-label": T.palette })) input.setAttribute(name, value);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", T.palette);
    count.setAttribute("role", "status");
    const d = open = element("dialog", { className: "palette" }, input, list, count);
    d.setAttribute("aria-label", T.palette);
    let all = pages(), shown = [], at = 0;

    function mark(to) {
      at = to;
      [...list.children].forEach((li, i) => li.setAttribute("aria-selected", i === at));
      if (shown.length) {
        input.setAttribute("aria-activedescendant", "palette-" + at);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function draw() {
      const found = fitting(all, input.value);
      shown = found.slice(0, MOST);
      list.replaceChildren(...shown.map((o, i) => {
        const li = element("li", { id: "palette-" + i }, element("span", {}, o.text));
        if (o.hint) li.append(element("span", { className: o.chip ? "chip s-" + o.hint + (o.urgent ? " bad" : "") : "dim" }, o.hint));
        li.setAttribute("role", "option");
        li.addEventListener("click", () => run(o));
        return li;
      }));
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", shown.length > 0);
      count.textContent = found.length > MOST ? fill(T["palette.more"], found.length - MOST) : fill(T["palette.count"], found.length);
      mark(0);
    }
    function run(o) {
      d.close();
      o.run();
    }
    input.addEventListener("input", draw);
    input.addEventListener("keydown", e => {
      const n = shown.length;
      const to = { ArrowDown: (at + 1) % n, ArrowUp: (at + n - 1) % n, PageDown: Math.min(n - 1, at + 8), PageUp: Math.max(0, at - 8) }[e.key];
      if (to !== undefined && n) { e.preventDefault(); mark(to); }
      else if (e.key === "Enter") { e.preventDefault(); if (n) run(shown[at]); }
    });
    d.addEventListener("close", () => { d.remove(); open = null; });
    d.addEventListener("click", e => { if (e.target === d) d.close(); });
    body.append(d);
    d.showModal();
    input.focus();
    draw();
    programs().then(rows => {
      rows.sort((a, b) => b.a - a.a);
      all = [...pages(), ...rows.flatMap(ofProgram)];
      const kept = at;
      draw();
      if (kept < shown.length) mark(kept);
    });
  }

  // Before the keys of the page itself: what follows a g is none of those.
  let led = 0;
  document.addEventListener("keydown", e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k") { e.preventDefault(); show(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || root.dataset.keys === "off") return;
    if (e.target.closest("dialog") || e.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const follows = led && Date.now() - led < 2000;
    led = 0;
    if (follows) {
      const link = PAGES[e.key] && reach(PAGES[e.key]);
      e.preventDefault();
      e.stopImmediatePropagation();
      if (link) location.href = link.href;
    } else if (e.key === "g") {
      led = Date.now();
      e.preventDefault();
      e.stopImmediatePropagation();
    } else if (e.key === ":") {
      e.preventDefault();
      show();
    }
  }, true);
  document.addEventListener("keydown", e => {
    if (e.defaultPrevented || e.key !== "?" || e.ctrlKey || e.metaKey || e.altKey || root.dataset.keys === "off") return;
    if (!e.target.closest("dialog") && !e.target.matches("input, textarea, select")) keys("");
  });
  const button = document.getElementById("palette");
  button.hidden = false;
  button.addEventListener("click", show);
})();
