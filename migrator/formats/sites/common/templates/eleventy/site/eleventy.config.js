// Build this site with: npm install && npx eleventy
export default function (config) {
  config.addPassthroughCopy({ static: "/", media: "/media" });
  config.addCollection("entries", (all) =>
    all.getFilteredByGlob("content/posts/**/*.md").sort((a, b) => (a.data.wall_time < b.data.wall_time ? 1 : -1))
  );
  config.addCollection("blogPages", (all) => all.getFilteredByGlob("content/pages/**/*.md"));
  config.addFilter("labelled", (entries, name) => entries.filter((one) => (one.data.labels || []).includes(name)));
  config.addFilter("slugOf", (name, labels) => (labels.find((one) => one.name === name) || {}).slug);
  config.addFilter("first", (list, count) => list.slice(0, count));
  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "_site" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}
