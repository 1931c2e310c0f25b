import { defineConfig } from "@playwright/test";

const port = Number(process.env.PULSECAST_JOURNEYS_PORT ?? 8899);

/** A server that runs already, such as one of Vite; without it one is started. */
const running = process.env.PULSECAST_JOURNEYS_URL;

/** Journeys run one after another against one real server: on SQLite, with the demo and its simulator. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "artefacts/failures",
  workers: 1,
  // A browser on a machine that does other things as well may miss its time once; what is only then well is told.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: process.env.CI
    ? [["list"]]
    : [["list"], ["html", { outputFolder: "artefacts/report", open: "never" }]],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
  webServer: running
    ? undefined
    : {
        command: "exec ../.venv/bin/python journeys/server.py",
        env: { PULSECAST_PORT: String(port) },
        url: `http://127.0.0.1:${port}/readyz`,
        timeout: 120_000,
        gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
        stdout: "ignore",
      },
});
