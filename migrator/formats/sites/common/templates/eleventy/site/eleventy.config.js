// Build this site with: npm install && npx eleventy
const entities = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };
// The words of a body, for lists and machines.
const wordsOf = (html) =>
  String(html || "").replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name) => entities[name]).replace(/\s+/g, " ").trim();
const originOf = (url) => new URL(url).origin;

export default function (config) {
  config.addPassthroughCopy({ static: "/", media: "/media" });
  // What is no longer or not yet public says `permalink: false` and is in no collection.
  config.addCollection("entries", (all) =>
    all.getFilteredByGlob("content/posts/**/*.md").sort((a, b) => (a.data.wall_time < b.data.wall_time ? 1 : -1))
  );
  config.addCollection("blogPages", (all) => all.getFilteredByGlob("content/pages/**/*.md"));
  config.addFilter("labelled", (entries, name) => entries.filter((one) => (one.data.labels || []).includes(name)));
  config.addFilter("slugOf", (name, labels) => (labels.find((one) => one.name === name) || {}).slug);
  config.addFilter("first", (list, count) => list.slice(0, count));
  config.addFilter("words", (html, most) => {
    const words = wordsOf(html);
    return words.length > most ? `${words.slice(0, most).replace(/\s+\S*$/, "")} …` : words;
  });
  config.addFilter("pathOf", (url) => String(url).split("/").map(encodeURIComponent).join("/"));
  config.addFilter("kindOf", (type) => (/^(audio|video)\//.exec(type) || [])[1]);
  config.addFilter("byTime", (entries, length) => {
    const groups = new Map();
    for (const one of entries) {
      const key = String(one.data.wall_time).slice(0, length);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(one);
    }
    return [...groups].map(([key, found]) => ({ key, entries: found }));
  });
  config.addFilter("beside", (entries, page, step) => {
    const place = entries.findIndex((one) => one.inputPath === page.inputPath);
    return place < 0 ? undefined : entries[place + step];
  });
  config.addFilter("absolute", (url, home) => (url.startsWith("/") ? originOf(home) + url : url));
  // Addresses in the bodies of a feed: on the site, and within the page.
  config.addFilter("absoluteBody", (html, home, page) => {
    const lead = { "/": `${originOf(home)}/`, "#": `${page}#` };
    return String(html || "").replace(/<[^<>]+>/g, (tag) =>
      tag.replace(/(\s(?:href|src|poster)=")(\/(?!\/)|#)/g, (_, before, sign) => before + lead[sign])
    );
  });
  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "_site" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}
