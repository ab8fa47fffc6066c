"use strict";
// The stream of changes, for the pages that show programs: pushed, or polled where that fails. The mark in the bar says which, and how
// old what is shown may be. news(message) gets what changed since the mark that the page was drawn at; marked(fresh) is told each time.
window.wardenLive = (since, news, marked, more = "") => {
  const body = document.body, T = JSON.parse(body.dataset.texts), live = document.getElementById("live");
  const fill = (text, value) => text.replace("{0}", value);
  let seq = since, heard = Date.now(), polling = false, source = null, failures = 0, over = false;

  function mark() {
    const late = Math.round((Date.now() - heard) / 1000);
    const [kind, text] = over ? ["lost", T.ended] : late > 60 ? ["lost", T.lost]
      : late > 15 ? ["late", fill(T.late, late)] : ["ok", polling ? T.polling : T.live];
    live.hidden = false;
    if (live.textContent !== text) { live.className = "live " + kind; live.textContent = text; }
    marked(kind === "ok");
  }
  function take(message) {
    heard = Date.now();
    seq = message.seq;
    news(message);
  }
  function listen() {
    source = new EventSource("live?since=" + encodeURIComponent(seq) + more);
    source.onopen = () => { failures = 0; polling = false; };
    source.onmessage = e => take(JSON.parse(e.data));
    source.addEventListener("beat", () => { heard = Date.now(); mark(); });
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED || ++failures > 2) { source.close(); polling = true; poll(); }
    };
  }
  async function poll() {
    for (let round = 1; polling && !over; round++) {
      try {
        const answer = await fetch("live?since=" + encodeURIComponent(seq) + more, { redirect: "manual", headers: { "Accept": "application/json" } });
        if (answer.ok) take(await answer.json());
        else if (answer.type === "opaqueredirect" || answer.status === 403) over = true;
      } catch (e) { /* not reachable: the mark tells */ }
      mark();
      await new Promise(done => setTimeout(done, 3000));
      // Every half minute the better way is tried again.
      if (round % 10 === 0 && !over) { failures = 2; listen(); return; }
    }
  }
  setInterval(mark, 5000);
  addEventListener("pagehide", () => source && source.close());
  addEventListener("pageshow", e => { if (e.persisted) listen(); });
  mark();
  listen();
};
// Two units at most, as the server writes it.
window.wardenDuration = seconds => {
  const s = Math.max(0, Math.floor(seconds)), f = Math.floor;
  return s < 60 ? s + "s" : s < 3600 ? f(s / 60) + "m " + s % 60 + "s"
    : s < 86400 ? f(s / 3600) + "h " + f(s / 60) % 60 + "m" : f(s / 86400) + "d " + f(s / 3600) % 24 + "h";
};
// The moment itself, in the viewer's zone and in UTC.
window.wardenMoment = time => {
  time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang) + " (" + time.dateTime + ")";
};
