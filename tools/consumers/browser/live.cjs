// Opens the live pages of an archive in Chromium: is anything said in the console, asked of others, unreadable, too wide?
//
//   node live.cjs CONFIG.json
//
// CONFIG: {modules, chromium, home: "http://127.0.0.1:PORT/", pages: [path], shown: [path of captured pages],
// nowhere: a path without a page, searches: [{word, path}]}. Prints {problems: [text], counts: {kind: [good, all]}}.
"use strict";

const fs = require("fs"), path = require("path");
const config = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const { chromium } = require(path.join(config.modules, "playwright-core"));
const axe = fs.readFileSync(path.join(config.modules, "axe-core/axe.min.js"), "utf8");
const address = (page) => config.home + page.replace(/^\//, "");

const problems = [], counts = {};
function count(kind, good, problem) {
  counts[kind] = counts[kind] || [0, 0];
  counts[kind][1] += 1;
  if (good) counts[kind][0] += 1; else problems.push(kind + ": " + problem);
}

async function opened(context) {
  const page = await context.newPage();
  page.said = [];
  page.asked = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.said.push(message.text()); });
  page.on("pageerror", (error) => page.said.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(config.home)) page.asked.push(request.url()); });
  return page;
}

// As a reader has them: with the policy that shuts scripts out.
async function quiet(browser) {
  const context = await browser.newContext();
  const page = await opened(context);
  for (const one of [...config.pages, ...config.shown]) {
    page.said.length = page.asked.length = 0;
    await page.goto(address(one), { waitUntil: "load" });
    // A browser says itself that a page is not there.
    const said = page.said.filter((text) => one !== config.nowhere || !text.includes("404"));
    count("console", !said.length, one + ": " + said.join(" | "));
    count("requests", !page.asked.length, one + ": " + page.asked.join(" | "));
  }
  await context.close();
}

// axe-core is a script, too: for it alone the policy is set aside.
async function accessible(browser) {
  for (const theme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme: theme, bypassCSP: true });
    const page = await opened(context);
    for (const one of config.pages) {
      await page.goto(address(one));
      await page.evaluate(axe);
      const found = await page.evaluate((only) => window.axe.run(document, only ? { runOnly: only } : {}),
        theme === "dark" ? ["color-contrast", "link-in-text-block"] : null);
      const said = found.violations.map((v) => v.id + " " + v.nodes[0].html.slice(0, 160) + " " +
        v.nodes[0].failureSummary.slice(0, 300).replace(/\s+/g, " "));
      count("axe " + theme, !said.length, one + ": " + said.join(" | "));
    }
    await context.close();
  }
}

async function narrow(browser) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 }, isMobile: true, deviceScaleFactor: 2, bypassCSP: true,
  });
  const page = await opened(context);
  for (const one of config.pages) {
    await page.goto(address(one));
    const wide = await page.evaluate(() => {
      if (document.documentElement.scrollWidth <= 360) return "";
      const far = [...document.querySelectorAll("main *, header *")].find((e) =>
        e.getBoundingClientRect().right > 361 && !e.closest(".scroll"));
      return document.documentElement.scrollWidth + " px: " + (far ? far.outerHTML.slice(0, 200) : "?");
    });
    count("360 px", !wide, one + ": " + wide);
  }
  await context.close();
}

// As one searches: type into the field in the head of any page, press Enter, follow a result.
async function search(browser) {
  const context = await browser.newContext();
  const page = await opened(context);
  for (const { word, path: wanted } of config.searches) {
    await page.goto(config.home);
    await page.locator("header input[type=search]").fill(word);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/~\/search\?/);
    const found = await page.locator("ol.hits h2 a").evaluateAll((links) => links.map((one) => one.getAttribute("href")));
    const place = found.find((one) => decodeURI(one) === decodeURI(wanted));
    count("search", place && !page.said.length, `${word}: ${wanted} not in ${found.slice(0, 3)} ${page.said}`);
  }
  await context.close();
}

// A page of the web that was opened from the archive's pages, or opens them, must not get hold of them.
async function scriptless(browser) {
  const context = await browser.newContext();
  const page = await opened(context);
  await page.goto(config.home);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'it ran'";
    document.head.append(script);
    return document.title === "it ran";
  }).catch(() => false);
  count("scripts", !ran, "a script in a page ran");
  await context.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: config.chromium, args: ["--no-sandbox"] });
  for (const part of [quiet, accessible, narrow, search, scriptless]) await part(browser);
  await browser.close();
  console.log(JSON.stringify({ problems, counts }));
})().catch((error) => { console.error(error); process.exit(1); });
