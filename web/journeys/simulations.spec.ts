import type { Page } from "@playwright/test";
import { ask, enter, expect, expectAccessible, lookAt, signIn, test } from "./desk";

type Found = { campaigns: { edges: { node: { id: string; simulations: { totalCount: number } } }[] } };

/** Return a demo campaign. */
async function campaignOf(page: Page, search: string): Promise<{ path: string; runs: number }> {
  const { campaigns } = (await ask(
    page,
    `query ($search: String!) {
      campaigns(first: 1, filter: { search: $search }) { edges { node { id simulations(first: 1) { totalCount } } } }
    }`,
    { search },
  )) as Found;
  const node = campaigns.edges[0]?.node;
  return { path: `/campaigns/${node?.id}`, runs: node?.simulations.totalCount ?? 0 };
}

/** Ask for a run as the API has it. Return its id. */
async function run(page: Page, campaign: string, horizonDays: number): Promise<string> {
  const { runSimulation } = (await ask(
    page,
    "mutation ($input: RunSimulationInput!) { runSimulation(input: $input) { simulation { id } } }",
    { input: { campaignId: campaign.replace("/campaigns/", ""), horizonDays } },
  )) as { runSimulation: { simulation: { id: string } } };
  return runSimulation.simulation.id;
}

test("a simulation is run, followed step by step, and read: what to expect, risks, advice and scenarios", async ({
  page,
}) => {
  const { path, runs } = await campaignOf(page, "Lapsed Student");
  // What was asked before would be answered at once.
  const days = 20 + runs;
  await enter(page);
  await page.goto(path);
  await page.getByRole("button", { name: "Run simulation" }).click();
  const dialog = page.getByRole("dialog", { name: "Run a simulation" });
  await dialog.getByLabel("Days ahead").fill("3");
  await dialog.getByRole("button", { name: "Add a scenario of your own" }).click();
  await dialog.getByRole("button", { name: "Run the simulation" }).click();
  await expect(dialog.getByText("Choose 5 to 180 days.")).toBeVisible();
  await expect(dialog.getByText("Give it a name.")).toBeVisible();
  await dialog.getByLabel("Days ahead").fill(String(days));
  await dialog.getByLabel("Name").fill("A fifth less");
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Run the simulation" }).click();

  const steps = page.getByRole("list", { name: "Steps of the simulation" });
  await expect(steps.getByText("Ask the models")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What to expect" })).toBeVisible({ timeout: 45_000 });
  await expect(steps).toHaveCount(0);
  await expect(page.getByText(new RegExp(`^${days} days ahead`))).toBeVisible();
  await expect(page.getByText(/ confidence$/).first()).toBeVisible();
  await expect(page.getByRole("img", { name: /by day: observed, then the median/ })).toBeVisible();
  for (const name of ["What may go wrong", "What to do", "Scenarios", "How this was made"]) {
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "A fifth less" })).toBeVisible();
  await lookAt(page, "campaign-forecast");

  await page.getByText("Weeks", { exact: true }).click();
  await expect(page.getByText("by week, with the weeks before it")).toBeVisible();
  const address = page.url();
  expect(address).toMatch(/run=.+/);
  await page.reload();
  await expect(page.getByText("by week, with the weeks before it")).toBeVisible();
  await expect(page.getByText(new RegExp(`^${days} days ahead`))).toBeVisible();
  expect(page.url()).toBe(address);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^lapsed-student-e-mail-.*-week\.csv$/);
});

test("a run that waits is taken up again by a reload, and cancelled", async ({ page }) => {
  await signIn(page);
  const { path: campaign, runs } = await campaignOf(page, "Brand Video");
  // More than work at the same time, so that the last one waits; none was asked for before.
  const before: string[] = [];
  for (const more of [1, 2, 3]) before.push(await run(page, campaign, 100 + runs + more));
  const waiting = await run(page, campaign, 104 + runs);
  await page.goto(`${campaign}?run=${waiting}`);
  await expect(page.getByRole("heading", { name: /^The simulation (waits|is running)/ })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText("This simulation was cancelled")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run it again" })).toBeVisible();
  for (const simulationId of before) {
    await ask(
      page,
      "mutation ($input: CancelSimulationInput!) { cancelSimulation(input: $input) { errors { code } } }",
      { input: { simulationId } },
    );
  }
});

test("a viewer reads metrics, data quality and two runs side by side, and is offered no run", async ({
  page,
}) => {
  const { createApiKey } = (await ask(
    page,
    "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }",
    { input: { name: "Journey of a reader", role: "VIEWER" } },
  )) as { createApiKey: { secret: string; apiKey: { id: string } } };
  const { path: campaign } = await campaignOf(page, "Referral Push");
  await run(page, campaign, 30);

  await enter(page, createApiKey.secret);
  await page.goto(campaign);
  await expect(page.getByRole("heading", { name: "What to expect" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Run simulation|Cancel the run/ })).toHaveCount(0);

  await page.getByRole("tab", { name: "Metrics" }).click();
  await expect(page.getByRole("img", { name: "Revenue by day" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What happened meanwhile" })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await lookAt(page, "campaign-metrics");
  await page.getByRole("tab", { name: "Data quality" }).click();
  await expect(page.getByRole("heading", { name: "What would improve this forecast" })).toBeVisible();
  await lookAt(page, "campaign-quality");

  await page.getByRole("tab", { name: "History" }).click();
  await page
    .getByLabel(/^Compare the simulation/)
    .first()
    .check();
  await page
    .getByLabel(/^Compare the simulation/)
    .nth(1)
    .check();
  await expect(page.getByRole("heading", { name: "How two runs differ" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Totals" })).toBeVisible();
  await lookAt(page, "campaign-history");
  await page.setViewportSize({ width: 390, height: 844 });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width).toBeLessThanOrEqual(390);

  await ask(
    page,
    "mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { errors { code } } }",
    {
      input: { keyId: createApiKey.apiKey.id },
    },
  );
});
