"use strict";
// What can be done with programs from any page: a question where one is due, then a result for each program.
window.wardenActions = (() => {
  const body = document.body, root = document.documentElement, T = JSON.parse(body.dataset.texts), MANY = 11;
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (all, i) => values[i]);
  const element = (tag, set, ...kids) => { const e = Object.assign(document.createElement(tag), set); e.append(...kids); return e; };
  const still = () => new Promise(done => setTimeout(done, 0));

  function dialog(title, ...parts) {
    const heading = element("h2", { id: "dialog-title" }, title), d = element("dialog", {}, heading, ...parts);
    d.setAttribute("aria-labelledby", "dialog-title");
    d.addEventListener("close", () => d.remove());
    body.append(d);
    d.showModal();
    return d;
  }
  function tell(title, ...parts) {
    const close = element("button", { type: "button" }, T.close);
    const d = dialog(title, ...parts, element("div", { className: "ends" }, close));
    close.addEventListener("click", () => d.close());
    return d;
  }
  function names(items, results) {
    const ul = element("ul", { className: results ? "names results" : "names", tabIndex: 0 }, ...items);
    ul.setAttribute("aria-label", T.results);
    return ul;
  }
  function ask(verb, chosen) {
    if (verb === "start" && chosen.length === 1) return Promise.resolve(true);
    return new Promise(done => {
      let yes = false;
      const go = element("button", { type: "submit", className: verb === "start" ? "" : "danger" }, T[verb]);
      const stop = element("button", { type: "button" }, T.cancel);
      const form = element("form", { method: "dialog" });
      const list = names(chosen.map(n => element("li", {}, n)));
      list.setAttribute("aria-label", fill(T["ask." + verb], chosen.length));
      form.append(list);
      if (chosen.length >= MANY) {
        const typed = element("input", { id: "typed", autocomplete: "off", inputMode: "numeric" });
        const label = element("label", { htmlFor: "typed" }, fill(T.type, chosen.length) + " ");
        go.disabled = true;
        typed.addEventListener("input", () => { go.disabled = typed.value.trim() !== String(chosen.length); });
        form.append(label, typed);
      }
      form.append(element("div", { className: "ends" }, stop, go));
      form.addEventListener("submit", () => { yes = true; });
      const d = dialog(fill(T["ask." + verb], chosen.length), form);
      stop.addEventListener("click", () => d.close());
      d.addEventListener("close", () => done(yes));
      (chosen.length >= MANY ? d.querySelector("#typed") : stop).focus();
    });
  }

  // Whether there were results in a dialog; said is the place for the one line of a single success.
  async function carryOut(verb, chosen, said) {
    if (!chosen.length || !await ask(verb, chosen)) return false;
    said.textContent = T.working;
    const form = new URLSearchParams({ do: verb, names: chosen.join("\n"), confirmed: "yes", typed: chosen.length });
    let results, failed;
    try {
      const answer = await fetch("programs", { method: "POST", body: form, redirect: "manual",
        headers: { "Accept": "application/json", "X-CSRF-Token": body.dataset.csrf } });
      if (answer.ok) results = await answer.json();
      else failed = answer.type === "opaqueredirect" ? T.ended : await answer.text();
    } catch (e) { failed = e.message; }
    await still();
    if (failed !== undefined) {
      tell(T.results, element("p", { className: "bad" }, fill(T.failed, failed)));
      return false;
    }
    if (results.length === 1 && results[0].ok) { said.textContent = results[0].n + ": " + results[0].text; return false; }
    said.textContent = "";
    results.sort((a, b) => a.ok - b.ok);
    tell(T.results, names(results.map(r => element("li", { className: r.ok ? "yes" : "no" }, r.n + ": " + r.text)), true));
    return true;
  }

  // The keys of a page and of all pages. Single ones can be switched off, for those who dictate (WCAG 2.1.4); the browser remembers that.
  function keys(own) {
    const lines = (own ? own + " · " : "") + T["keys.everywhere"];
    const single = element("input", { type: "checkbox", id: "single", checked: root.dataset.keys !== "off" });
    single.addEventListener("change", () => {
      root.dataset.keys = single.checked ? "on" : "off";
      try { localStorage.setItem("warden.keys", root.dataset.keys); } catch (e) { /* a browser that keeps nothing */ }
    });
    tell(T.keys, ...lines.split(" · ").map(k => element("p", {}, k)), element("p", {}, element("label", {}, single, " " + T["keys.single"])));
  }
  return { fill, element, dialog, carryOut, keys };
})();
