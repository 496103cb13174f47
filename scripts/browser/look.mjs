// Opens every *.html of a directory at several widths, light and dark, takes a
// picture of each, and fails on: a message in the console, a request for
// anything else, a script that ran, a page wider than the window, what axe
// finds wrong for readers who see little or nothing, and what cannot be
// reached by keyboard.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const dir = process.argv[2];
const faults = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function look(name, width, colorScheme) {
  const where = `${name} ${width} ${colorScheme}`;
  const fault = (text) => faults.push(`${where}: ${text}`);
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const url = pathToFileURL(join(dir, name)).href;
  page.on('console', (m) => fault(`console: ${m.text()}`));
  page.on('pageerror', (e) => fault(`error: ${e.message}`));
  page.on('dialog', (d) => { fault(`a script ran: ${d.message()}`); d.dismiss(); });
  page.on('request', (r) => { if (r.url().split('#')[0] !== url) fault(`request: ${r.url()}`); });
  await page.goto(url);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) fault(`${wide} pixels wider than the window`);
  await page.screenshot({ path: join(dir, `${name}.${width}.${colorScheme}.png`), fullPage: true });
  if (width === 1400 && colorScheme === 'light') await keyboard(page, fault);
  await context.close();
  await judge(url, width, colorScheme, fault);
}

// judge runs axe, which the page's own policy would not let run.
async function judge(url, width, colorScheme, fault) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const v of violations) fault(`axe: ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 200)}`);
  await context.close();
}

// keyboard opens what is folded, and follows a link of the summary to a target
// that is folded.
async function keyboard(page, fault) {
  const link = page.locator('.stacks a').first();
  if (await link.count()) {
    await link.focus();
    await page.keyboard.press('Enter');
    const id = (await link.getAttribute('href')).slice(1);
    if (!(await page.locator(`#${id}`).isVisible())) fault(`the link to ${id} does not open it`);
  }
  const folded = page.locator('details:not([open]) > summary').first();
  if ((await folded.count()) && (await folded.isVisible())) {
    const handle = await folded.elementHandle();
    await handle.focus();
    await page.keyboard.press('Enter');
    if (!(await handle.evaluate((e) => e.parentElement.open))) fault('Enter does not open what is folded');
  }
  for (const entry of await page.locator('.legend li').all()) {
    await entry.focus();
    const lines = await entry.evaluate((e) => [...e.closest('figure').querySelectorAll('polyline')].filter((l) => getComputedStyle(l).opacity === '1').length);
    if (lines !== 1) fault(`${lines} lines stand out for ${await entry.textContent()}`);
  }
}

const names = readdirSync(dir).filter((n) => n.endsWith('.html'));
for (const name of names) {
  const large = statSync(join(dir, name)).size > 500_000; // half of its pictures will do
  for (const width of [400, 1400]) {
    for (const colorScheme of ['light', 'dark']) {
      if (large && (width === 400) === (colorScheme === 'light')) continue;
      await look(name, width, colorScheme);
    }
  }
}
const page = await browser.newPage();
await page.goto(pathToFileURL(join(dir, 'many.html')).href);
await page.pdf({ path: join(dir, 'many.pdf'), format: 'A4' });
await browser.close();
for (const f of faults) console.error(f);
console.log(`${names.length} reports, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
