"use strict";
// Keeps those parts of a page up to date that show how things are now: asks for them again when the stream tells of a change that matters
// here, and counts the durations on in between.
(() => {
  const body = document.body, now = () => document.getElementById("now");
  const skew = Date.now() / 1000 - Number(body.dataset.now), only = body.dataset.only;
  const REST = 1000;
  let asking = false, again = false;

  function ask() {
    if (asking) { again = true; return; }
    asking = true;
    // One at a time, and a rest after each: a program that restarts all the time does not keep the server busy.
    const done = () => setTimeout(() => { asking = false; if (again) { again = false; ask(); } }, REST);
    PrimeFaces.ajax.Request.handle({
      source: "page", formId: "page", process: "@none", update: body.dataset.live, global: false,
      oncomplete: () => { tell(); done(); }
    });
  }
  function tell() { for (const time of now().querySelectorAll("time")) wardenMoment(time); }
  function count() {
    if (document.hidden) return;
    for (const time of now().querySelectorAll("time")) {
      const text = wardenDuration(Date.now() / 1000 - skew - Date.parse(time.dateTime) / 1000);
      if (time.textContent !== text) time.textContent = text;
    }
  }
  wardenLive(body.dataset.seq, m => {
    if (m.full || m.gone.length || m.rows.some(r => !only || r.n === only)) ask();
  }, fresh => now().classList.toggle("stale", !fresh));
  setInterval(count, 1000);
  tell();
})();
