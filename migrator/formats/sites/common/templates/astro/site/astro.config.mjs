// Build this site with: npm install && npx astro build
import { defineConfig } from "astro/config";

export default defineConfig({
  site: ${origin},
  base: ${root},
  trailingSlash: "ignore",
  build: { format: "preserve" },
  compressHTML: false,
  markdown: { smartypants: false, syntaxHighlight: false },
});
