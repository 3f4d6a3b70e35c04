// Takes pictures of pages: node picture.cjs CONFIG.json, CONFIG: {modules, chromium, pictures: [{address, to, width,
// height, dark, phone}]}.
"use strict";

const fs = require("fs"), path = require("path");
const config = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const { chromium } = require(path.join(config.modules, "playwright-core"));

(async () => {
  const browser = await chromium.launch({ executablePath: config.chromium, args: ["--no-sandbox", "--hide-scrollbars"] });
  for (const { address, to, width, height, dark, phone } of config.pictures) {
    const context = await browser.newContext({
      viewport: { width, height }, colorScheme: dark ? "dark" : "light", isMobile: phone, deviceScaleFactor: phone ? 2 : 1,
    });
    const page = await context.newPage();
    await page.goto(address);
    if (address.includes("?q=")) await page.waitForFunction(() => document.documentElement.dataset.searched);
    await page.screenshot({ path: to });
    await context.close();
  }
  await browser.close();
})().catch((error) => { console.error(error); process.exit(1); });
