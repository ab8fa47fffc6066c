"use strict";
// Keeps the list up to date and answers the keyboard. Everything here also works without it, by links and forms.
(() => {
  const body = document.body, T = JSON.parse(body.dataset.texts), act = !!body.dataset.act;
  const tbody = document.getElementById("rows"), list = document.getElementById("list");
  if (!tbody) return;
  const $ = id => document.getElementById(id);
  const search = $("q"), said = $("said"), bulk = $("bulk"), every = $("every"), picked = $("picked");
  const URGENCY = ["FATAL", "UNKNOWN", "BACKOFF", "EXITED", "STOPPING", "STARTING", "STOPPED", "RUNNING"];
  const ACTIVE = new Set(["STARTING", "RUNNING", "BACKOFF"]);
  const skew = Date.now() / 1000 - Number(body.dataset.now);
  let seq = body.dataset.seq, sort = body.dataset.sort, state = body.dataset.state, at = null;
  const rows = new Map(), folded = new Set();
  const { fill, element } = wardenActions;

  // A page that was asked for with a filter shows a part; the stream then brings the rest.
  if (search.value || state) seq = "";
  for (const tr of tbody.querySelectorAll("tr[data-n]")) {
    const d = tr.dataset;
    rows.set(d.n, { tr, d: { n: d.n, g: d.g, s: d.s, p: +d.p, t: +d.t, a: tr.classList.contains("alert"), ...sparks(tr) } });
    local(tr);
  }

  // Tenths of a percent of a processor, and kB.
  function sparks(tr) {
    return { c: wardenSpark(tr.querySelector(".c-cpu"), 50), m: wardenSpark(tr.querySelector(".c-memory"), 0) };
  }
  function used(name, cpu, memory) {
    const row = rows.get(name);
    if (!row) return;
    row.d.c = cpu; row.d.m = memory;
    wardenSparkNow(row.tr.querySelector(".c-cpu"), cpu, wardenPercent(cpu));
    wardenSparkNow(row.tr.querySelector(".c-memory"), memory, wardenSize(memory));
  }
  function local(tr) {
    const time = tr.querySelector("time");
    if (time) wardenMoment(time);
  }
  const detail = r => r.x === -2 ? r.e : r.x < 0 ? T.signal : fill(T.exit, r.x);

  function button(verb, name) {
    const b = element("button", { type: "submit", name: "do", value: verb + " " + name }, T[verb]);
    b.setAttribute("aria-label", T[verb] + " " + name);
    return b;
  }
  function draw(r) {
    let row = rows.get(r.n);
    if (!row) {
      const tr = document.createElement("tr");
      tr.dataset.n = r.n; tr.dataset.g = r.g;
      if (act) {
        const box = element("input", { type: "checkbox", name: "name", value: r.n });
        box.setAttribute("aria-label", fill(T.select, r.n));
        tr.append(element("td", { className: "c-x" }, box));
      }
      const head = element("th", {}, element("a", { href: "program?name=" + encodeURIComponent(r.n) }, r.n));
      head.scope = "row";
      tr.append(head, element("td", {}, element("span", {})), element("td", { className: "num c-pid" }), element("td", { className: "num c-since" }),
        element("td", { className: "num c-cpu" }), element("td", { className: "num c-memory" }),
        element("td", { className: "c-detail" }), element("td", { className: "c-do" }));
      rows.set(r.n, row = { tr, d: sparks(tr) });
    }
    const tr = row.tr, n = act ? 1 : 0, cells = tr.cells, before = row.d;
    row.d = r;
    r.c = before.c; r.m = before.m;
    tr.dataset.s = r.s;
    tr.classList.toggle("alert", r.a);
    const chip = cells[n + 1].firstChild;
    chip.className = "chip s-" + r.s; chip.textContent = r.s;
    cells[n + 2].textContent = r.p || "";
    if (r.t) {
      const time = element("time", { dateTime: new Date(r.t * 1000).toISOString().replace(".000", "") }, wardenDuration(Date.now() / 1000 - skew - r.t));
      cells[n + 3].replaceChildren(time);
      local(tr);
    } else cells[n + 3].textContent = T.never;
    cells[n + 6].textContent = detail(r);
    if (act && (before.s === undefined || ACTIVE.has(before.s) !== ACTIVE.has(r.s))) {
      const held = cells[n + 7].contains(document.activeElement);
      cells[n + 7].replaceChildren(...(ACTIVE.has(r.s) ? ["restart", "stop"] : ["start"]).map(v => button(v, r.n)));
      // The button that was pressed has gone; the keyboard stays where it was.
      if (held) cells[n + 7].firstChild.focus();
    }
    return before.s !== r.s;
  }

  const fits = d => (!state || (state === "attention" ? d.a : d.s === state))
    && d.n.toLowerCase().includes(search.value.trim().toLowerCase());
  const key = { name: d => 0, state: d => URGENCY.indexOf(d.s), pid: d => d.p, since: d => d.t, cpu: d => d.c, memory: d => d.m };
  const words = (a, b) => a < b ? -1 : a > b ? 1 : 0;

  function order() {
    const column = sort.replace(/^-/, ""), way = sort[0] === "-" ? -1 : 1, of = key[column];
    const byName = (a, b) => words(a.d.g, b.d.g) || words(a.d.n, b.d.n);
    return [...rows.values()].sort(column === "name" ? (a, b) => way * byName(a, b) : (a, b) => way * (of(a.d) - of(b.d)) || byName(a, b));
  }
  // Only when order or choice may have changed: moves what is not in its place and touches nothing else.
  function arrange() {
    const grouped = sort.replace(/^-/, "") === "name", sizes = new Map(), shown = order().filter(r => fits(r.d));
    for (const r of shown) sizes.set(r.d.g, (sizes.get(r.d.g) || 0) + 1);
    const heads = new Map([...tbody.querySelectorAll("tr.group")].map(tr => [tr.dataset.g, tr]));
    const wanted = [];
    let group = null;
    for (const r of shown) {
      if (grouped && r.d.g !== group && (sizes.get(r.d.g) > 1 || r.d.g !== r.d.n)) wanted.push(heads.get(r.d.g) || headline(r.d.g, sizes.get(r.d.g)));
      group = r.d.g;
      r.tr.hidden = grouped && folded.has(r.d.g);
      wanted.push(r.tr);
    }
    let place = tbody.firstChild;
    for (const tr of wanted) {
      if (tr.classList.contains("group")) tr.querySelector(".dim").textContent = sizes.get(tr.dataset.g);
      while (place && place.nodeType !== 1) { const next = place.nextSibling; place.remove(); place = next; }
      if (place === tr) place = place.nextSibling; else tbody.insertBefore(tr, place);
    }
    while (place) { const next = place.nextSibling; place.remove(); place = next; }
    $("none").hidden = wanted.length > 0;
    count();
    choose();
  }
  function headline(group, size) {
    const b = element("button", { type: "button", className: "fold" }, group);
    b.setAttribute("aria-expanded", !folded.has(group));
    const th = element("th", { colSpan: act ? 9 : 8 }, b, " ", element("span", { className: "dim" }, size));
    th.scope = "colgroup";
    const tr = element("tr", { className: "group" }, th);
    tr.dataset.g = group;
    return tr;
  }

  function count() {
    const counts = {}, urgent = [];
    for (const { d } of rows.values()) { counts[d.s] = (counts[d.s] || 0) + 1; if (d.a) urgent.push(d); }
    for (const a of document.querySelectorAll("#chips a")) {
      const s = a.dataset.chip, n = s ? counts[s] || 0 : rows.size;
      a.querySelector("b").textContent = n;
      a.hidden = !!s && !n && s !== state;
      if (s === state) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
    }
    const box = $("attention");
    box.hidden = !urgent.length;
    urgent.sort((a, b) => URGENCY.indexOf(a.s) - URGENCY.indexOf(b.s) || words(a.n, b.n));
    box.querySelector("strong").textContent = fill(T.attention, urgent.length);
    const names = urgent.slice(0, 8).map(d => d.n + d.s + detail(d)).join("\n");
    if (box.dataset.names !== names) {
      box.dataset.names = names;
      box.querySelector("ul").replaceChildren(...urgent.slice(0, 8).map(d => element("li", {},
        element("span", { className: "chip s-" + d.s }, d.s), " ", element("a", { href: "program?name=" + encodeURIComponent(d.n) }, d.n), " ",
        element("span", {}, rows.get(d.n).tr.querySelector(".c-detail").textContent))));
    }
  }

  // Selection
  const boxes = () => [...tbody.querySelectorAll("input[name=name]")].filter(b => !b.closest("tr").hidden);
  function choose() {
    if (!bulk) return;
    const all = boxes(), on = all.filter(b => b.checked);
    bulk.hidden = !on.length;
    picked.textContent = fill(T.selected, on.length);
    every.checked = on.length > 0 && on.length === all.length;
    every.indeterminate = on.length > 0 && on.length < all.length;
    for (const b of all) b.closest("tr").classList.toggle("picked", b.checked);
  }
  if (every) {
    every.hidden = false;
    every.addEventListener("change", () => { for (const b of boxes()) b.checked = every.checked; choose(); });
    tbody.addEventListener("change", choose);
  }

  // Actions: the result is in the dialog, or said where one program did as it was told
  async function carryOut(verb, chosen) {
    if (!await wardenActions.carryOut(verb, chosen, said)) return;
    for (const b of tbody.querySelectorAll("input:checked")) b.checked = false;
    choose();
  }
  list.addEventListener("submit", e => {
    e.preventDefault();
    const [verb, ...name] = (e.submitter ? e.submitter.value : "").split(" ");
    if (!verb) return;
    carryOut(verb, name.length ? [name.join(" ")] : boxes().filter(b => b.checked).map(b => b.value));
  });

  // Filter and order: the address says the same, so that it can be kept and sent
  function remember() {
    const p = new URLSearchParams();
    if (search.value.trim()) p.set("q", search.value.trim());
    if (state) p.set("state", state);
    if (sort !== "name") p.set("sort", sort);
    history.replaceState(null, "", "programs" + (String(p) ? "?" + p : ""));
  }
  const plain = e => !(e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || e.button);
  search.form.addEventListener("submit", e => e.preventDefault());
  search.addEventListener("input", () => { remember(); arrange(); });
  document.addEventListener("click", e => {
    const chip = e.target.closest("#chips a, #attention .more"), head = e.target.closest("a[data-sort]"), fold = e.target.closest(".fold");
    if (chip && plain(e)) { e.preventDefault(); state = chip.dataset.chip ?? "attention"; }
    else if (head && plain(e)) {
      e.preventDefault();
      const c = head.dataset.sort;
      sort = sort === c ? "-" + c : c;
      for (const th of document.querySelectorAll("th[aria-sort]")) th.removeAttribute("aria-sort");
      head.closest("th").setAttribute("aria-sort", sort === c ? "ascending" : "descending");
    } else if (fold) {
      const g = fold.closest("tr").dataset.g, open = folded.has(g);
      if (open) folded.delete(g); else folded.add(g);
      fold.setAttribute("aria-expanded", open);
    } else return;
    remember();
    arrange();
  });

  // Live
  let changes = 0;
  function news(m) {
    let moved = false;
    if (m.full) {
      const left = new Set(m.rows.map(r => r.n));
      for (const n of [...rows.keys()]) if (!left.has(n)) { rows.delete(n); moved = true; }
    }
    for (const n of m.gone) moved = rows.delete(n) || moved;
    for (const r of m.rows) {
      const known = rows.has(r.n), before = known && fits(rows.get(r.n).d);
      if (draw(r) && known) changes++;
      moved = moved || !known || before !== fits(r) || sort.replace(/^-/, "") !== "name";
    }
    for (const u of m.use) used(...u);
    moved = moved || m.use.length > 0 && /cpu|memory/.test(sort);
    if (moved) arrange(); else if (m.rows.length) count();
  }
  setInterval(() => {
    if (changes) { said.textContent = fill(T.changed, changes); changes = 0; }
    if (document.hidden) return;
    const now = Date.now() / 1000 - skew;
    for (const { tr, d } of rows.values()) {
      if (!d.t || !tr.isConnected) continue;
      const time = tr.querySelector("time"), text = wardenDuration(now - d.t);
      if (time && time.textContent !== text) time.textContent = text;
    }
  }, 5000);

  // Keyboard (WCAG 2.1.4: only while no field has the focus)
  function move(by) {
    const all = [...tbody.querySelectorAll("tr[data-n]")].filter(tr => !tr.hidden);
    if (!all.length) return;
    const i = at ? all.indexOf(at) : -1;
    if (at) at.classList.remove("at");
    at = all[Math.min(all.length - 1, Math.max(0, i < 0 ? 0 : i + by))];
    at.classList.add("at");
    at.querySelector("th a").focus();
  }
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("dialog")) return;
    if (document.documentElement.dataset.keys === "off" && e.key !== "Escape") return;
    if (e.target.matches("input:not([type=checkbox])")) { if (e.key === "Escape") { e.target.value = ""; e.target.blur(); arrange(); remember(); } return; }
    const row = e.target.closest("tr[data-n]") || at, name = row && row.dataset.n;
    const keys = {
      "/": () => search.focus(), j: () => move(1), k: () => move(-1),
      x: () => { const b = row && row.querySelector("input"); if (b) { b.checked = !b.checked; choose(); } },
      s: () => act && name && carryOut("start", [name]), t: () => act && name && carryOut("stop", [name]),
      r: () => act && name && carryOut("restart", [name]), l: () => { if (name) location.href = "log?name=" + encodeURIComponent(name); },
      "?": () => wardenActions.keys(T["keys.text"]),
    };
    if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
  });

  if (bulk) choose();
  wardenLive(seq, news, fresh => list.classList.toggle("stale", !fresh), "&use=1");
})();
