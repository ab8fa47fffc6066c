"use strict";
// Moments in the viewer's zone and language, also those that come with a part of the page; on the list of events also a word when newer
// ones have come: the list itself stays where it is.
(() => {
  const body = document.body, main = document.getElementById("main"), T = JSON.parse(body.dataset.texts), language = document.documentElement.lang;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const TOLD = "told";

  function tell() {
    for (const time of main.querySelectorAll("time.at:not([data-" + TOLD + "])")) {
      time.dataset[TOLD] = "1";
      time.textContent = format.format(new Date(time.dateTime));
    }
    for (const place of main.querySelectorAll(".zone:not([data-" + TOLD + "])")) {
      place.dataset[TOLD] = "1";
      place.textContent = zone;
    }
  }
  new MutationObserver(tell).observe(main, { childList: true, subtree: true });
  tell();

  const form = document.getElementById("choose");
  if (form) {
    // What was chosen in another zone stands there in the viewer's own.
    const two = n => String(n).padStart(2, "0");
    for (const field of form.querySelectorAll("input[data-at]")) {
      if (!field.dataset.at) continue;
      const d = new Date(Number(field.dataset.at));
      field.value = d.getFullYear() + "-" + two(d.getMonth() + 1) + "-" + two(d.getDate()) + "T" + two(d.getHours()) + ":" + two(d.getMinutes());
    }
    document.getElementById("zone").value = zone;
    if (!form.dataset.chosen && matchMedia("(max-width: 720px)").matches) document.getElementById("filter").open = false;
  }
  const fresh = document.getElementById("fresh");
  if (fresh) wardenLive(body.dataset.seq, m => {
    if (fresh.firstChild || !(m.full || m.gone.length || m.rows.length)) return;
    const link = document.createElement("a");
    link.href = "events" + location.search.replace(/([?&])(before|trail)=[^&]*/g, "$1");
    link.textContent = T.fresh;
    fresh.append(link);
  }, () => {});
})();
