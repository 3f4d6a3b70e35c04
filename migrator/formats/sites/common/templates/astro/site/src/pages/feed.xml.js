import { getCollection } from "astro:content";
import blog from "../data/blog.json";

const escaped = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;");

export async function GET() {
  const posts = (await getCollection("posts")).filter((entry) => !entry.data.draft);
  posts.sort((a, b) => (a.data.wall_time < b.data.wall_time ? 1 : -1));
  const entries = posts.slice(0, 25).map(({ data, rendered }) => {
    const url = blog.url + encodeURI(data.path);
    return `<entry><title>${escaped(data.title)}</title><id>${url}</id><link href="${url}"/><updated>${data.stamp}</updated><content type="html">${escaped(rendered?.html ?? "")}</content></entry>`;
  });
  const updated = posts[0]?.data.stamp ?? "1970-01-01T00:00:00Z";
  const head = `<title>${escaped(blog.title)}</title><id>${blog.url}/</id><link href="${blog.url}/"/><updated>${updated}</updated>`;
  return new Response(`<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">${head}\n${entries.join("\n")}</feed>\n`);
}
