import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";

const everything = (folder: string) =>
  defineCollection({
    loader: glob({ pattern: "**/*.md", base: `./src/content/${folder}`, generateId: ({ entry }) => entry }),
  });

export const collections = { posts: everything("posts"), pages: everything("pages") };
