/** How soon the overview can be used, and how much script that takes.
 *
 * node bench/overview.mjs --url http://127.0.0.1:8000 --key KEY [--loads 7]
 *
 * A load is one from an empty cache, signed in, until the figures and the first insight are there. Scripts are counted
 * as the server would send them compressed.
 */
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8000" },
    key: { type: "string" },
    loads: { type: "string", default: "7" },
  },
});
if (!values.key) throw new Error("Give --key, an API key of the workspace.");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const first = await browser.newContext();
const door = await first.newPage();
await door.goto(values.url);
await door.getByLabel("API key", { exact: true }).fill(values.key);
await door.getByRole("button", { name: "Sign in" }).click();
await door.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
const storageState = await first.storageState();

const times = [];
let scripts = new Map();
let named = "";
for (let load = 0; load < Number(values.loads); load++) {
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  scripts = new Map();
  const bodies = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") {
      bodies.push(response.body().then((body) => scripts.set(response.url(), gzipSync(body).length)));
    }
  });
  const began = performance.now();
  named = await (await page.goto(values.url)).text();
  await page.getByRole("region", { name: "Insights" }).getByRole("listitem").first().waitFor();
  times.push(performance.now() - began);
  await Promise.all(bodies);
  await context.close();
}
await browser.close();

times.sort((one, other) => one - other);
const sum = (list) => list.reduce((total, [, bytes]) => total + bytes, 0) / 1000;
const entry = [...scripts].filter(([url]) => named.includes(new URL(url).pathname));
process.stdout.write(
  [
    `usable after: ${times[Math.floor(times.length / 2)].toFixed(0)} ms, the median of ${times.length}; from`,
    `${times[0].toFixed(0)} to ${times.at(-1).toFixed(0)} ms\n`,
    `scripts, compressed: ${sum([...scripts]).toFixed(0)} kB, of these before any page ${sum(entry).toFixed(0)} kB\n`,
  ].join(" "),
);
