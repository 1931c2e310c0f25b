// Measures what the page of all streams costs a browser while events come: frames a second, the share of a core that
// the main thread takes, and whether the heap stays flat.
//
//   node bench/streams.mjs --url http://127.0.0.1:8000 --key pc_… --seconds 60 --speed 20
//
// --speed sets the simulator's speed for the time and puts it back afterwards; --path measures another page, --at
// the part of it under a heading, such as "The last minute": only lines in view are painted. Measure what
// `npm run build` made: the development server serves React with all its checks.
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";

const WARM_UP_MS = 15_000;
const SAMPLES = 10;
const EMPTY_MS = 8_000;

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8000" },
    key: { type: "string", default: process.env.PULSECAST_API_KEY ?? "" },
    seconds: { type: "string", default: "60" },
    speed: { type: "string" },
    path: { type: "string", default: "/streams" },
    at: { type: "string" },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
  },
});
const seconds = Number(values.seconds);

async function ask(query, variables = {}) {
  const response = await fetch(new URL("/graphql", values.url), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${values.key}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map((one) => one.message).join(" "));
  return data;
}

const setSpeed = (speed) =>
  ask(`mutation ($speed: Float!) { setSimulatorSpeed(input: { speed: $speed }) { errors { message } } }`, {
    speed,
  });

async function open(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const counted = { events: 0, bytes: 0, batches: 0 };
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const text = String(payload);
      const events = text.split('"sequence":').length - 1;
      counted.events += events;
      counted.bytes += text.length;
      if (events > 0) counted.batches += 1;
    }),
  );
  await page.goto(values.url);
  await page.getByLabel("API key", { exact: true }).fill(values.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.goto(new URL(values.path, values.url).href);
  await page.getByText("events a second in all").or(page.getByText("How often")).first().waitFor();
  if (values.at) {
    const heading = page.getByRole("heading", { name: values.at });
    await heading.evaluate((element) => element.scrollIntoView({ block: "start" }));
  }
  return { page, counted };
}

/** Frames a second of a page with nothing on it: what this machine has to give at the moment. */
async function emptyPage(browser) {
  const page = await browser.newPage();
  await page.goto("about:blank");
  const frames = await page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const begun = performance.now();
        let count = 0;
        const frame = (at) => {
          count += 1;
          if (at - begun < ms) requestAnimationFrame(frame);
          else resolve((1_000 * count) / (at - begun));
        };
        requestAnimationFrame(frame);
      }),
    EMPTY_MS,
  );
  await page.close();
  return frames;
}

async function measure(page, counted) {
  const session = await page.context().newCDPSession(page);
  // Time of the thread, not of the clock: on a busy machine the clock also counts the waiting for a core.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await session.send("HeapProfiler.enable");
  const metrics = async () => {
    const { metrics: found } = await session.send("Performance.getMetrics");
    return Object.fromEntries(found.map(({ name, value }) => [name, value]));
  };
  const machine = await page.context().browser().newBrowserCDPSession();
  const processes = async () => {
    const { processInfo } = await machine.send("SystemInfo.getProcessInfo");
    const cpu = (kind) =>
      processInfo.filter((one) => one.type === kind).reduce((sum, one) => sum + one.cpuTime, 0);
    return { renderer: cpu("renderer"), gpu: cpu("GPU") };
  };
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await metrics()).JSHeapUsedSize / 2 ** 20;
  };
  await page.waitForTimeout(WARM_UP_MS);
  const heaps = [await heap()];
  await page.evaluate(() => {
    globalThis.frames_ = { count: 0, longest: 0 };
    let last = performance.now();
    const frame = (at) => {
      globalThis.frames_.count += 1;
      globalThis.frames_.longest = Math.max(globalThis.frames_.longest, at - last);
      last = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const from = { ...counted, at: performance.now(), ...(await metrics()), ...(await processes()) };
  for (let sample = 1; sample < SAMPLES; sample += 1) {
    await page.waitForTimeout((seconds * 1_000) / SAMPLES);
    heaps.push((await metrics()).JSHeapUsedSize / 2 ** 20);
  }
  await page.waitForTimeout((seconds * 1_000) / SAMPLES);
  const to = { ...counted, at: performance.now(), ...(await metrics()), ...(await processes()) };
  const frames = await page.evaluate(() => globalThis.frames_);
  heaps.push(await heap());
  const took = (to.at - from.at) / 1_000;
  const share = (name) => (100 * (to[name] - from[name])) / took;
  return { took, frames, heaps, share, rate: (name) => (to[name] - from[name]) / took };
}

function report({ took, frames, heaps, share, rate, empty }) {
  const tell = (label, value) => process.stdout.write(`${label.padEnd(34)}${value}\n`);
  tell("measured", `${took.toFixed(1)} s of ${values.path}${values.at ? ` at “${values.at}”` : ""}`);
  tell("events a second", rate("events").toFixed(1));
  tell("batches a second", rate("batches").toFixed(1));
  tell("kB a second", (rate("bytes") / 1_000).toFixed(1));
  tell("frames a second", `${(frames.count / took).toFixed(1)} (longest ${frames.longest.toFixed(0)} ms)`);
  tell("  of an empty page, before, after", empty.map((one) => one.toFixed(1)).join(" "));
  tell("main thread, share of a core", `${share("TaskDuration").toFixed(1)} %`);
  tell("  of it scripts", `${share("ScriptDuration").toFixed(1)} %`);
  tell(
    "  of it layout and style",
    `${(share("LayoutDuration") + share("RecalcStyleDuration")).toFixed(1)} %`,
  );
  tell("renderer, all threads", `${share("renderer").toFixed(1)} % of a core`);
  tell("painter (GPU process)", `${share("gpu").toFixed(1)} % of a core`);
  tell("heap at start, collected", `${heaps[0].toFixed(1)} MB`);
  tell("heap at end, collected", `${heaps.at(-1).toFixed(1)} MB`);
  tell(
    "heap between, as it was",
    `${heaps
      .slice(1, -1)
      .map((one) => one.toFixed(0))
      .join(" ")} MB`,
  );
}

const { simulator } = await ask("{ simulator { state { speed } } }");
if (values.speed) await setSpeed(Number(values.speed));
const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox"] });
try {
  const before = await emptyPage(browser);
  const { page, counted } = await open(browser);
  const figures = await measure(page, counted);
  report({ ...figures, empty: [before, await emptyPage(browser)] });
} finally {
  await browser.close();
  if (values.speed) await setSpeed(simulator.state.speed);
}
