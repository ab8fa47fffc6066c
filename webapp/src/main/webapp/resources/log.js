"use strict";
// Follows the log that the page shows the end of, or both logs of a program. Pausing holds back what comes; nothing of it is lost up to
// 8 million characters.
(() => {
  const pre = document.getElementById("log"), stream = document.body.dataset.stream, marked = !!document.body.dataset.marked;
  if (!pre) return;
  const T = JSON.parse(document.body.dataset.texts), MOST_HELD = 8e6, MOST_SHOWN = 2e6;
  const held = document.getElementById("held"), live = document.getElementById("live");
  const button = (id, act) => { const b = document.getElementById(id); b.hidden = false; b.addEventListener("click", () => act(b)); return b; };
  button("wrap", b => b.setAttribute("aria-pressed", pre.classList.toggle("wrap")));
  if (!stream) return;
  // Colours last until they are switched off, for each channel by itself.
  const fresh = () => ({ style: "", rest: "" });
  let paused = false, waiting = "", dropped = false, first = true, begun = "", shown = 0, channels = { 1: fresh(), 2: fresh() };

  function show(text) {
    if (first) { pre.textContent = ""; shown = 0; first = false; }
    const end = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
    const part = document.createDocumentFragment();
    if (marked) {
      const lines = (begun + text).split("\n");
      begun = lines.pop();
      for (const line of lines) if (line) part.append(markedLine(line[0], line.slice(1)));
    } else coloured(part, text, channels[1]);
    shown += part.textContent.length;
    pre.append(part);
    while (shown > MOST_SHOWN && pre.firstChild && pre.firstChild !== pre.lastChild) { shown -= pre.firstChild.textContent.length; pre.firstChild.remove(); }
    if (end) pre.scrollTop = pre.scrollHeight;
  }
  // As the server writes it.
  function markedLine(mark, text) {
    const line = document.createElement("span"), word = document.createElement("b");
    line.className = mark === "2" ? "line err" : "line";
    word.textContent = mark === "2" ? "err" : "out";
    line.append(word);
    coloured(line, text + "\n", channels[mark] || channels[1]);
    return line;
  }
  function coloured(part, text, channel) {
    let all = channel.rest + text;
    // An escape sequence may come in two parts.
    const cut = all.match(/\x1b(?:\[[0-9;:?]{0,32})?$/);
    channel.rest = cut ? cut[0] : "";
    if (cut) all = all.slice(0, cut.index);
    const codes = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|[@-Z\\-_])/g;
    let from = 0;
    const piece = to => {
      if (to <= from) return;
      const text = all.slice(from, to);
      if (!channel.style) { part.append(text); return; }
      const span = document.createElement("span");
      span.className = channel.style; span.textContent = text; part.append(span);
    };
    for (let m = codes.exec(all); m; m = codes.exec(all)) { piece(m.index); from = codes.lastIndex; if (m[2] === "m") colour(m[1], channel); }
    piece(all.length);
  }

  function colour(codes, channel) {
    const set = new Set(channel.style.split(" ").filter(Boolean));
    const numbers = codes.split(/[;:]/).map(Number);
    for (let i = 0; i < numbers.length; i++) {
      const n = numbers[i];
      if (n === 0) set.clear();
      else if (n === 1) set.add("b");
      else if (n === 22) set.delete("b");
      else if (n === 4) set.add("u");
      else if (n === 24) set.delete("u");
      else if (n === 38 || n === 48) i += numbers[i + 1] === 2 ? 4 : 2;
      else if (n >= 30 && n <= 37 || n === 39 || n >= 90 && n <= 97) {
        for (const c of [...set]) if (c[0] === "f") set.delete(c);
        if (n !== 39) set.add("f" + n % 10);
      }
    }
    channel.style = [...set].join(" ");
  }

  function came(text) {
    if (!paused) { show(text); return; }
    waiting += text;
    if (waiting.length > MOST_HELD) { waiting = waiting.slice(-MOST_HELD); dropped = true; }
    held.textContent = dropped ? T.full : T.paused.replace("{0}", waiting.length);
  }

  button("pause", b => {
    paused = !paused;
    b.setAttribute("aria-pressed", paused);
    b.textContent = paused ? T.resume : T.pause;
    held.textContent = paused ? T.paused.replace("{0}", 0) : "";
    if (!paused) { show(waiting); waiting = ""; dropped = false; }
  });
  button("clear", () => { pre.textContent = ""; shown = 0; });
  const mark = (kind, text) => { live.hidden = false; live.className = "live " + kind; live.textContent = text; };
  const pause = ms => new Promise(done => setTimeout(done, ms));

  async function follow() {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
      try {
        const answer = await fetch(stream + "?head=65536", { cache: "no-store" });
        if (answer.status === 401 || answer.status === 403) { mark("lost", T.ended); return; }
        if (answer.ok) {
          mark("ok", T.live);
          wait = 1000;
          // Whole again from the end of the file: parts that came before would come twice.
          first = true; begun = ""; waiting = ""; channels = { 1: fresh(), 2: fresh() };
          const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
          for (let part = await reader.read(); !part.done; part = await reader.read()) came(part.value);
        }
      } catch (e) { /* the connection is lost: shown below, tried again */ }
      mark("lost", T.lost);
      await pause(wait);
    }
  }
  pre.scrollTop = pre.scrollHeight;
  follow();
})();
