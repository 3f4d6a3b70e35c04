// RFC 4287; entries keep Blogger's own ids, so that no reader sees old posts as new.
import blog from "../data/blog.json";
import { addressOf, escaped, publicPosts, xml } from "../lib/blogger.js";

const origin = new URL(blog.url).origin;

/** Makes addresses in a body absolute: on the site, and within the page. */
function absolute(body, page) {
  const lead = { "/": `${origin}/`, "#": `${page}#` };
  return String(body ?? "").replace(/<[^<>]+>/g, (tag) =>
    tag.replace(/(\s(?:href|src|poster)=")(\/(?!\/)|#)/g, (_, before, sign) => before + lead[sign])
  );
}

function enclosure({ url, type, length }) {
  const whole = url.startsWith("/") ? origin + url : url;
  return `<link rel="enclosure" href="${escaped(whole)}"${type ? ` type="${escaped(type)}"` : ""}${length ? ` length="${length}"` : ""}/>`;
}

function entryOf({ data, rendered }) {
  const address = addressOf(data);
  const parts = [
    `<id>${escaped(data.atom_id ?? address)}</id>`,
    `<title>${escaped(data.title)}</title>`,
    `<published>${data.stamp}</published>`,
    `<updated>${data.updated_stamp ?? data.stamp}</updated>`,
    data.author && `<author><name>${escaped(data.author)}</name></author>`,
    ...(data.labels ?? []).map((label) => `<category term="${escaped(label)}"/>`),
    `<link rel="alternate" type="text/html" href="${escaped(address)}"/>`,
    data.link && `<link rel="related" href="${escaped(data.link)}"/>`,
    ...(data.enclosures ?? []).map(enclosure),
    `<content type="html">${escaped(absolute(rendered?.html, address))}</content>`,
  ];
  return `<entry>\n${parts.filter(Boolean).join("\n")}\n</entry>\n`;
}

export async function GET() {
  const posts = (await publicPosts()).slice(0, 25);
  const newest = posts[0]?.data;
  const head = [
    `<id>${escaped(blog.atom_id ?? `${blog.url}/`)}</id>`,
    `<title>${escaped(blog.title)}</title>`,
    blog.description && `<subtitle>${escaped(blog.description)}</subtitle>`,
    `<updated>${newest ? (newest.updated_stamp ?? newest.stamp) : "1970-01-01T00:00:00Z"}</updated>`,
    `<author><name>${escaped(blog.author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(blog.url)}/feed.xml"/>`,
    `<link rel="alternate" type="text/html" href="${escaped(blog.url)}/"/>`,
  ];
  const language = blog.language ? ` xml:lang="${escaped(blog.language)}"` : "";
  return xml(`<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"${language}>\n${head.filter(Boolean).join("\n")}\n${posts.map(entryOf).join("")}</feed>\n`);
}
