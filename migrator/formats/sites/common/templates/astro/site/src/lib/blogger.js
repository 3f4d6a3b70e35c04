import { getCollection } from "astro:content";
import blog from "../data/blog.json";

/** The posts, newest first; what is not public lies in src/drafts, and says `draft` besides. */
export async function publicPosts() {
  const posts = (await getCollection("posts")).filter((entry) => !entry.data.draft);
  return posts.sort((a, b) => (a.data.wall_time < b.data.wall_time ? 1 : -1));
}

export async function publicPages() {
  return (await getCollection("pages")).filter((entry) => !entry.data.draft);
}

/** Where a post or page is: with its host for feeds and machines, without for links. */
const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");
export const linkTo = (data) => blog.prefix + encoded(data.path);
export const addressOf = (data) => blog.url + encoded(data.path);
export const linkToLabel = (slug) => `${blog.prefix}/tags/${encodeURIComponent(slug)}/`;

/** The words of a body, shortened. */
export function wordsOf(html, most) {
  const names = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };
  const words = String(html ?? "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:(amp|lt|gt|quot|nbsp)|#(?:x([0-9a-f]+)|(\d+)));/gi, (_, name, hex, number) =>
      name ? names[name.toLowerCase()] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number)))
    .replace(/\s+/g, " ")
    .trim();
  return words.length > most ? `${words.slice(0, most).replace(/\s+\S*$/, "")} …` : words;
}

/** Groups posts by the beginning of their time: 4 signs for years, 7 for months. */
export function byTime(posts, length) {
  const groups = new Map();
  for (const post of posts) {
    const key = post.data.wall_time.slice(0, length);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(post);
  }
  return [...groups];
}

export const escaped = (text) =>
  String(text ?? "")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

export const xml = (text) => new Response(text, { headers: { "Content-Type": "application/xml; charset=utf-8" } });
