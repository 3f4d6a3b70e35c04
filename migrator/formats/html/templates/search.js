// The search of this copy. It asks nobody for anything: whatever it needs lies beside it as scripts (see about.js),
// because a page that was opened from a folder may load scripts but read no files. The ranking is MiniSearch's.
var blogSearch = (function () {
  "use strict";

  const RESULTS = 10, MOST_FILES = 6, BEFORE = 60, LENGTH = 240, LONGEST = 40;
  const UNSPACED = "\\u0e00-\\u0eff\\u0f00-\\u0fff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007" +
    "\\u3040-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff" +
    "\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const POINTS = new RegExp("[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7" +
    "\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff" +
    "\\u1dc0-\\u1dff\\u20d0-\\u20ff]", "g");
  const ALIKE = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ",
    "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ٱ": "ا",
  };
  const DIFFERENT = new RegExp("[" + Object.keys(ALIKE).join("") + "]", "g");
  const WORD = /[\p{L}\p{N}\p{M}]+/gu;
  const PIECE = new RegExp("([" + UNSPACED + "]+)|[^" + UNSPACED + "]+", "gu");

  // -- the terms of a text: the same rules as the program's, to the letter ------------------------------------------

  function folded(text) {
    const plain = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(POINTS, "").normalize("NFC");
    return plain.replace(DIFFERENT, (letter) => ALIKE[letter]);
  }

  function pieces(text) {
    const found = [];
    for (const word of folded(text).match(WORD) || []) {
      for (const piece of word.matchAll(PIECE)) found.push({ text: piece[0], unspaced: Boolean(piece[1]) });
    }
    return found;
  }

  function terms(text) {
    return pieces(text).flatMap(({ text: piece, unspaced }) => {
      const letters = Array.from(piece);
      if (!unspaced) return [letters.slice(0, LONGEST).join("")];
      return letters.map((letter, index) => letter + (letters[index + 1] || ""));
    });
  }

  // What is asked for: whole pairs of scripts without spaces, beginnings of words of the others.
  function asked(text) {
    const found = new Map();
    for (const { text: piece, unspaced } of pieces(text)) {
      const letters = Array.from(piece);
      if (!unspaced) found.set(letters.slice(0, LONGEST).join(""), letters.length > 2);
      else if (letters.length === 1) found.set(piece, true);
      else for (let index = 0; index + 1 < letters.length; index++) found.set(letters[index] + letters[index + 1], false);
    }
    return Array.from(found, ([term, prefix]) => ({ term, prefix, fuzzy: !prefix || term.length < 4 ? 0 : 1 }));
  }

  // -- the files ----------------------------------------------------------------------------------------------------

  const pending = new Map(), termFiles = new Map(), textFiles = new Map();
  let about = null;

  function load(path) {
    if (!pending.has(path)) {
      pending.set(path, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = path;
        script.onload = done;
        script.onerror = () => { pending.delete(path); failed(new Error(path)); };
        document.head.append(script);
      }));
    }
    return pending.get(path);
  }

  // The place of the last of sorted values that is not above one.
  function place(sorted, value) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= value) low = middle + 1; else high = middle;
    }
    return Math.max(0, low - 1);
  }

  function filesOf(wanted) {
    const numbers = new Set();
    for (const one of wanted) {
      const first = place(about.fences, one.term);
      let last = one.prefix ? place(about.fences, one.term + "\uffff") : first;
      if (last - first >= MOST_FILES) { one.prefix = false; last = first; }
      for (let number = first; number <= last; number++) numbers.add(number);
    }
    return Array.from(numbers).sort((one, other) => one - other);
  }

  function unpacked(postings) {
    const fields = {};
    for (const part of postings.split(";")) {
      const colon = part.indexOf(":"), documents = {};
      let number = 0;
      for (const item of part.slice(colon + 1).split(" ")) {
        const star = item.indexOf("*");
        number += Number(star < 0 ? item : item.slice(0, star));
        documents[number] = star < 0 ? 1 : Number(item.slice(star + 1));
      }
      fields[part.slice(0, colon)] = documents;
    }
    return fields;
  }

  // Whether a term may be a misspelling: the same beginning, hardly another length.
  function near(term, one) {
    return one.fuzzy && Math.abs(term.length - one.term.length) < 3 && term.slice(0, 2) === one.term.slice(0, 2);
  }

  // An index of MiniSearch of those terms that `wanted` can mean, and of the posts that have them.
  async function indexOf(wanted, misspelt) {
    const numbers = filesOf(wanted);
    await Promise.all(numbers.map((number) => load("terms/" + number + ".js")));
    const means = (term) => wanted.some((one) => one.prefix ? term.startsWith(one.term) : term === one.term);
    const index = [], documentIds = {}, fieldLength = {}, fieldIds = {};
    for (const number of numbers) {
      for (const [term, postings] of termFiles.get(number)) {
        if (means(term) || (misspelt && wanted.some((one) => near(term, one)))) index.push([term, unpacked(postings)]);
      }
    }
    for (const [, fields] of index) {
      for (const documents of Object.values(fields)) {
        for (const number of Object.keys(documents)) documentIds[number] = Number(number);
      }
    }
    for (const number of Object.keys(documentIds)) fieldLength[number] = about.lengths.map((lengths) => lengths[number]);
    about.fields.forEach((name, number) => { fieldIds[name] = number; });
    return MiniSearch.loadJS({
      documentCount: about.documents, nextId: about.documents, documentIds, fieldIds, fieldLength,
      averageFieldLength: about.averages, storedFields: {}, dirtCount: 0, index, serializationVersion: 2,
    }, { fields: about.fields, tokenize: (text) => [text], processTerm: (term) => term });
  }

  // -- searching ----------------------------------------------------------------------------------------------------

  // Gives {all, found}: whether every post found holds all that was asked, and their numbers, best first.
  async function find(text) {
    const wanted = asked(text);
    if (!wanted.length || !about.fences.length) return { all: true, found: [] };
    const boost = { title: 3, labels: 2, text: 1, comments: 0.7 };
    const ask = async (combineWith, fuzzy) => (await indexOf(wanted, fuzzy > 0)).search({
      combineWith,
      queries: wanted.map((one) => ({ queries: [one.term], prefix: one.prefix, fuzzy: fuzzy * one.fuzzy })),
    }, { boost }).map((result) => result.id);
    const found = await ask("AND", 0);
    return found.length ? { all: true, found } : { all: false, found: await ask("OR", 0.2) };
  }

  async function textOf(number) {
    const file = place(about.texts, number);
    await load("texts/" + file + ".js");
    return textFiles.get(file)[number - about.texts[file]];
  }

  // -- showing ------------------------------------------------------------------------------------------------------

  // Gives [beginning, end] of the words of a text that were asked for, at most so many.
  function matches(text, wanted, most) {
    const found = [];
    for (const match of text.matchAll(WORD)) {
      const plain = folded(match[0]);
      for (const piece of wanted) {
        if (piece.unspaced ? !plain.includes(piece.text) : !plain.startsWith(piece.text)) continue;
        const within = piece.unspaced && plain.length === match[0].length;
        const begin = match.index + (within ? plain.indexOf(piece.text) : 0);
        found.push([begin, within ? begin + piece.text.length : match.index + match[0].length]);
        break;
      }
      if (found.length >= most) break;
    }
    return found;
  }

  function marked(element, text, wanted) {
    let at = 0;
    for (const [begin, end] of matches(text, wanted, 50)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(begin, end);
      element.append(text.slice(at, begin), mark);
      at = end;
    }
    element.append(text.slice(at));
    return element;
  }

  function excerpt(text, wanted) {
    const first = matches(text, wanted, 1)[0];
    let begin = first && first[0] > BEFORE ? first[0] - BEFORE : 0;
    if (begin) {
      const space = text.indexOf(" ", begin);
      if (space > 0 && space < first[0]) begin = space + 1;
    }
    let end = Math.min(text.length, begin + LENGTH);
    if (end < text.length) {
      const space = text.lastIndexOf(" ", end);
      if (space > begin + LENGTH / 2) end = space;
    }
    return (begin ? "… " : "") + text.slice(begin, end) + (end < text.length ? " …" : "");
  }

  function shown([path, title, date, text], wanted, words) {
    const item = document.createElement("li"), head = document.createElement("h2"), link = document.createElement("a");
    link.href = "../" + path;
    head.dir = "auto";
    head.append(marked(link, title || words.untitled, wanted));
    item.append(head);
    if (date) {
      const when = document.createElement("p");
      when.className = "byline";
      when.dir = "auto";
      when.textContent = date;
      item.append(when);
    }
    const some = document.createElement("p");
    some.dir = "auto";
    item.append(marked(some, excerpt(text, wanted), wanted));
    return item;
  }

  function start() {
    const field = document.getElementById("q"), list = document.getElementById("results");
    const status = document.getElementById("status"), more = document.getElementById("more"), words = list.dataset;
    let asking = 0, waiting = 0, rest = [], text = "";

    async function show(number) {
      const wanted = pieces(text), some = rest.slice(0, RESULTS);
      const read = await Promise.all(some.map(textOf));
      if (number !== asking) return null;
      rest = rest.slice(RESULTS);
      const items = read.map((one) => shown(one, wanted, words));
      list.append(...items);
      more.hidden = !rest.length;
      return items[0];
    }

    async function search() {
      const number = ++asking;
      text = field.value.trim();
      try {
        const { all, found } = text ? await find(text) : { all: true, found: [] };
        if (number !== asking) return;
        rest = found;
        list.replaceChildren();
        await show(number);
        if (number !== asking) return;
        const count = words.results + " " + found.length;
        status.textContent = !text ? "" : !found.length ? words.nothing : all ? count : words.some + " " + count;
        document.documentElement.dataset.searched = text;
        performance.mark("searched");
      } catch (error) {
        if (number === asking) status.textContent = words.failed + " (" + error.message + ")";
      }
    }

    function changed() {
      clearTimeout(waiting);
      const hash = field.value.trim() ? "#q=" + encodeURIComponent(field.value.trim()) : location.pathname + location.search;
      try { history.replaceState(null, "", hash); } catch { /* some browsers keep the address of a file as it is */ }
      search();
    }

    field.addEventListener("input", (event) => {
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(changed, 150);
    });
    field.addEventListener("compositionend", changed);
    field.form.addEventListener("submit", (event) => { event.preventDefault(); changed(); });
    more.addEventListener("click", async () => {
      const first = await show(asking);
      if (first) first.querySelector("a").focus();
    });
    const given = new URLSearchParams(location.hash.slice(1)).get("q") || new URLSearchParams(location.search).get("q");
    if (given) field.value = given;
    document.getElementById("search").hidden = false;
    if (field.value) search(); else field.focus();
  }

  document.addEventListener("DOMContentLoaded", start);
  return {
    about(value) { about = value; },
    terms(number, lines) { termFiles.set(number, lines); },
    texts(number, posts) { textFiles.set(number, posts); },
    termsOf: terms,
    find,
  };
})();
