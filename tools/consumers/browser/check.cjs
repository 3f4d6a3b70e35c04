// Opens the pages of a copy in Chromium, from the folder: what does a person meet there?
//
//   node check.cjs CONFIG.json
//
// CONFIG: {modules, chromium, folder, pages: [path], searches: [{word, path}], rightToLeft: [path], texts: [text]}; with
// `only: [part]` some parts alone. Prints one JSON object: {version, problems: [text], counts: {kind: [good, all]},
// firstSearch: [{word, page: ms from navigation until the page is there, search: ms from then to the results, processor:
// ms of processor time for both, in all processes of the browser}], terms: [[term] of each text]}.
"use strict";

const fs = require("fs"), path = require("path"), { pathToFileURL } = require("url");
const config = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const { chromium } = require(path.join(config.modules, "playwright-core"));
const axe = fs.readFileSync(path.join(config.modules, "axe-core/axe.min.js"), "utf8");
const home = pathToFileURL(config.folder).href + "/";
const address = (file) => home + file.split("/").map(encodeURIComponent).join("/");

const problems = [], counts = {};
function count(kind, good, problem) {
  counts[kind] = counts[kind] || [0, 0];
  counts[kind][1] += 1;
  if (good) counts[kind][0] += 1; else problems.push(kind + ": " + problem);
}

// A page that tells us of every word in its console and of every address outside its folder that it asks for.
async function opened(context) {
  const page = await context.newPage();
  page.said = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.said.push(message.text()); });
  page.on("pageerror", (error) => page.said.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(home)) page.said.push("asks for " + request.url());
  });
  return page;
}

async function accessible(page, file, theme, rules) {
  await page.evaluate(axe);
  // `preload` would read the style sheets as files, which no page of a folder may.
  const found = await page.evaluate((only) => window.axe.run(document, only ? { preload: false, runOnly: only } : {
    preload: false, rules: { "target-size": { enabled: true } },
  }), rules);
  const said = found.violations.map((one) => one.id + " " + one.nodes[0].html.slice(0, 160) + " " +
    one.nodes[0].failureSummary.slice(0, 300).replace(/\s+/g, " "));
  count("axe " + theme, !said.length, file + ": " + said.join(" | "));
}

async function look(browser) {
  for (const theme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme: theme });
    const page = await opened(context);
    for (const file of config.pages) {
      page.said.length = 0;
      await page.goto(address(file));
      if (theme === "light") count("console and requests", !page.said.length, file + ": " + page.said.join(" | "));
      // What differs between the themes are colours.
      await accessible(page, file, theme, theme === "dark" ? ["color-contrast", "link-in-text-block"] : null);
    }
    await context.close();
  }
}

async function narrow(browser) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, deviceScaleFactor: 2 });
  const page = await opened(context);
  for (const file of config.pages) {
    await page.goto(address(file));
    const wide = await page.evaluate(() => {
      if (document.documentElement.scrollWidth <= 360) return "";
      const far = [...document.querySelectorAll("main *, header *")].find((one) => one.getBoundingClientRect().right > 361);
      return document.documentElement.scrollWidth + " px: " + (far ? far.outerHTML.slice(0, 200) : "?");
    });
    count("360 px", !wide, file + ": " + wide);
  }
  await context.close();
}

// The processor time that all processes of the browser took so far, in milliseconds: no busy machine lengthens it.
async function processorTime(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return new Map(processInfo.map((one) => [one.id, one.cpuTime * 1000]));
}

async function search(browser) {
  const times = [], session = await browser.newBrowserCDPSession();
  for (const { word, path: wanted } of config.searches) {
    const context = await browser.newContext();
    const page = await opened(context);
    const before = await processorTime(session);
    await page.goto(address("search/index.html") + "?q=" + encodeURIComponent(word));
    await page.waitForFunction((text) => document.documentElement.dataset.searched === text, word, { timeout: 20000 });
    let processor = 0;
    for (const [id, time] of await processorTime(session)) processor += time - (before.get(id) || 0);
    times.push({ word, processor, ...await page.evaluate(() => {
      const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventStart;
      const shown = performance.getEntriesByName("searched")[0].startTime;
      return { page: ready, search: shown - ready };
    }) });
    const found = await page.evaluate(() => [...document.querySelectorAll("#results a")].map((one) => one.href));
    const good = found.some((one) => decodeURI(one) === decodeURI(home) + decodeURI(wanted));
    count("search", good && !page.said.length, `${word}: ${wanted} not in ${found.slice(0, 3)} ${page.said}`);
    await context.close();
  }
  return times;
}

// Everything by keyboard alone: skip link, header's field, results, back to reading.
async function keyboard(browser) {
  const { word } = config.searches[0];
  const context = await browser.newContext();
  const page = await opened(context);
  await page.goto(address("index.html"));
  await page.keyboard.press("Tab");
  count("keyboard", await page.evaluate(() => document.activeElement.className === "skip"), "the first stop is no skip link");
  await page.keyboard.press("Enter");
  count("keyboard", await page.evaluate(() => document.activeElement.id === "content"), "the skip link skips nothing");
  await page.goto(address("index.html"));
  for (let stop = 0; stop < 20; stop++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.name === "q")) break;
  }
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.searched, null, { timeout: 20000 });
  const status = await page.evaluate(() => document.getElementById("status").textContent);
  count("keyboard", /\d/.test(status), "no count is announced: " + status);
  await page.focus("#q");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("article.h-entry"), null, { timeout: 20000 });
  count("keyboard", !page.said.length, page.said.join(" | "));
  await context.close();
}

async function withoutScripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address("search/index.html"));
  const links = await page.locator("noscript a").count();
  const hidden = !(await page.locator("#q").isVisible());
  count("without scripts", links > 0 && hidden, `${links} links, the field is ${hidden ? "" : "not "}hidden`);
  await context.close();
}

// Where a right-to-left post begins at the right edge, and code in it at the left one.
async function direction(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const file of config.rightToLeft) {
    await page.goto(address(file));
    const shown = await page.evaluate(() => getComputedStyle(document.querySelector("article.h-entry")).direction);
    count("right to left", shown === "rtl", file + " is set " + shown);
  }
  await context.close();
}

// Into which terms the page cuts texts: those of the index must be the same.
async function terms(browser) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address("search/index.html"));
  return page.evaluate((texts) => texts.map((text) => blogSearch.termsOf(text)), config.texts);
}

(async () => {
  const browser = await chromium.launch({ executablePath: config.chromium, args: ["--no-sandbox"] });
  const given = {};
  for (const [name, part] of Object.entries({ look, narrow, search, keyboard, withoutScripts, direction, terms })) {
    if (!config.only || config.only.includes(name)) given[name] = await part(browser);
  }
  console.log(JSON.stringify({
    version: browser.version(), problems, counts, firstSearch: given.search || [], terms: given.terms || [],
  }));
  await browser.close();
})().catch((error) => { console.error(error); process.exit(1); });
