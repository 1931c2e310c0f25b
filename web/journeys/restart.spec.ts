import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, OWNER_KEY, signIn, test } from "./desk";

const PORT = Number(process.env.PULSECAST_JOURNEYS_PORT ?? 8899) + 1;
const BASE = `http://127.0.0.1:${PORT}`;

/** A server of this journey alone, which it may kill. */
class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "pulsecast-"));
  private process: ChildProcess | undefined;

  async start(): Promise<void> {
    this.process = spawn("../.venv/bin/pulsecast", ["serve"], {
      env: {
        ...process.env,
        PULSECAST_DATA_DIR: this.folder,
        PULSECAST_PORT: String(PORT),
        PULSECAST_OWNER_KEY: OWNER_KEY,
        PULSECAST_LOG_LEVEL: "ERROR",
      },
      stdio: "ignore",
    });
    await expect(async () => {
      expect((await fetch(`${BASE}/readyz`)).ok).toBe(true);
    }).toPass({ timeout: 60_000 });
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process?.once("exit", resolve));
    this.process?.kill("SIGKILL");
    await ended;
  }
}

test.describe("a server that dies", () => {
  const server = new Server();
  test.use({ mayBreak: true, baseURL: BASE });
  test.setTimeout(150_000);

  test.beforeAll(() => server.start());
  test.afterAll(async () => {
    await server.kill();
    rmSync(server.folder, { recursive: true, force: true });
  });

  test("is waited for, and the page goes on live without being loaded again", async ({ page }) => {
    await signIn(page);
    const latest = page.getByRole("list", { name: "Latest events" });
    await expect(latest.getByRole("listitem").first()).toBeVisible();
    await server.kill();
    await expect(page.getByRole("status", { name: "Connection: Reconnecting" })).toBeVisible();
    const before = await latest.innerText();
    await expect(page.getByRole("heading", { name: "Trend" })).toBeVisible();
    await server.start();
    await expect(page.getByRole("status", { name: "Connection: Live" })).toBeVisible({ timeout: 30_000 });
    await expect(latest).not.toHaveText(before, { useInnerText: true });
    await expect(page.getByText("Nothing comes")).toHaveCount(0);
  });
});
