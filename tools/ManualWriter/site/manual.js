// The search, and a menu that is closed where there is little room. All else is there without this script.
(function () {
  'use strict';
  const top = document.documentElement.dataset.top;
  const menu = document.querySelector('details.menu');
  if (menu && window.matchMedia('(max-width: 60rem)').matches) menu.open = false;
  const current = document.querySelector('nav [aria-current]');
  if (current && menu && menu.open) {
    const nav = document.querySelector('nav');
    nav.scrollTop = current.offsetTop - nav.clientHeight / 3;
  }

  const place = document.getElementById('search');
  place.innerHTML = '<form role="search"><input type="search" placeholder="Search" aria-label="Search" autocomplete="off"></form>' +
    '<div class="found" role="region" aria-label="Found" aria-live="polite" hidden></div>';
  const input = place.querySelector('input');
  const found = place.querySelector('.found');
  let loading;

  // A script, not data: a page that was opened as a file may load it.
  function load() {
    loading = loading || new Promise(function (resolve, reject) {
      const script = document.createElement('script');
      script.src = top + 'search-index.js';
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return loading;
  }

  // Every word must be there; in the title it counts most, at the beginning of a word more than inside.
  function rank(page, words) {
    const title = page[0].toLowerCase();
    const text = page[3].toLowerCase();
    let sum = 0;
    for (const word of words) {
      const at = title.indexOf(word);
      const times = text.split(word).length - 1;
      if (at < 0 && times === 0) return 0;
      sum += (title === word ? 200 : 0) + (at === 0 ? 60 : at > 0 ? 40 : 0) + Math.min(times, 20);
    }
    return sum + (page[1] === '' ? -5 : 0) + (page[1] === 'Kinds' ? 6 : page[1] === 'Cmdlets' ? 3 : 0);
  }

  function excerpt(page, words) {
    const at = page[3].toLowerCase().indexOf(words[0]);
    const from = Math.max(0, page[3].lastIndexOf(' ', Math.max(0, at - 40)));
    return (from > 0 ? '… ' : '') + page[3].substring(from, from + 140).trim() + ' …';
  }

  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    found.hidden = words.length === 0;
    if (found.hidden) return;
    const hits = manualIndex.map(function (page) { return [rank(page, words), page]; })
      .filter(function (hit) { return hit[0] > 0; })
      .sort(function (a, b) { return b[0] - a[0]; }).slice(0, 20);
    for (const hit of hits) {
      const link = document.createElement('a');
      link.href = top + hit[1][2];
      const title = document.createElement('b');
      title.textContent = hit[1][0];
      const where = document.createElement('i');
      where.textContent = hit[1][1];
      const text = document.createElement('span');
      text.textContent = excerpt(hit[1], words);
      link.append(title, ' ', where, text);
      found.append(link);
    }
    if (hits.length === 0) found.textContent = 'Nothing has all of these words.';
  }

  function search() {
    load().then(show, function () { found.hidden = false; found.textContent = 'search-index.js is not beside the pages.'; });
  }

  input.addEventListener('input', search);
  input.addEventListener('focus', load);
  place.querySelector('form').addEventListener('submit', function (event) {
    event.preventDefault();
    const first = found.querySelector('a');
    if (first) location.href = first.href;
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') { found.hidden = true; input.blur(); }
    if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
  });
  document.addEventListener('click', function (event) { if (!place.contains(event.target)) found.hidden = true; });
  const asked = new URLSearchParams(location.search).get('q');
  if (asked) { input.value = asked; search(); }
})();
