import blog from "../data/blog.json";
import labels from "../data/labels.json";
import { addressOf, escaped, linkToLabel, publicPages, publicPosts, xml } from "../lib/blogger.js";

export async function GET() {
  const labelled = labels.map((label) => blog.url + linkToLabel(label.slug).slice(blog.prefix.length));
  const places = [
    `<url><loc>${escaped(`${blog.url}/`)}</loc></url>`,
    ...(await publicPosts()).map(({ data }) => `<url><loc>${escaped(addressOf(data))}</loc><lastmod>${data.updated_stamp ?? data.stamp}</lastmod></url>`),
    ...[...(await publicPages()).map(({ data }) => addressOf(data)), ...labelled].map((url) => `<url><loc>${escaped(url)}</loc></url>`),
  ];
  return xml(`<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${places.join("\n")}\n</urlset>\n`);
}
