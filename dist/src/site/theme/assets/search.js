'use strict';
// Looks the words of ?q= up in the index that the build made. Everything of the index is put in as text, never as markup.
(async () => {
  const query = new URLSearchParams(location.search).get('q') ?? '';
  const base = document.documentElement.dataset.baseUrl;
  const state = document.getElementById('state');
  document.getElementById('query').value = query;
  if (!query) {
    state.textContent = 'Type a word above.';
    return;
  }
  try {
    const answer = await fetch(`${base}/search/search_index.json`);
    const { docs } = await answer.json();
    const byLocation = new Map(docs.map(d => [d.location, d]));
    const index = lunr(function () {
      this.ref('location');
      this.field('title', { boost: 10 });
      this.field('text');
      docs.forEach(d => this.add(d));
    });
    const words = query.split(/\s+/).filter(Boolean);
    const hits = index.query(q => words.forEach(word => {
      const term = word.toLowerCase();
      q.term(lunr.tokenizer(term), { boost: 4 });
      q.term(term, { wildcard: lunr.Query.wildcard.TRAILING, usePipeline: false });
    })).slice(0, 50);
    state.textContent = hits.length ? `${hits.length === 50 ? 'The best 50' : hits.length} places for “${query}”` : `Nothing for “${query}”`;
    const results = document.getElementById('results');
    for (const hit of hits) {
      const found = byLocation.get(hit.ref);
      const link = document.createElement('a');
      link.href = `${base}/${found.location}`;
      link.textContent = found.title;
      const text = document.createElement('p');
      text.textContent = found.text.slice(0, 220);
      const item = document.createElement('li');
      item.append(link, text);
      results.append(item);
    }
  } catch (e) {
    state.textContent = 'The index can’t be read: searching works where the pages are served by a web server.';
  }
})();
