import { ask, expect, expectAccessible, signIn, test } from "./desk";

const CAMPAIGNS = `{
  campaigns(first: 1, filter: { statuses: [RUNNING] }, orderBy: { field: NAME, descending: false }) {
    edges { node { id name } }
  }
}`;

const RUN = `mutation ($input: RunSimulationInput!) {
  runSimulation(input: $input) { simulation { id } errors { message } }
}`;

test("a simulation that somebody starts appears by itself, goes on and ends", async ({ page }) => {
  await signIn(page);
  const { campaigns } = (await ask(page, CAMPAIGNS)) as {
    campaigns: { edges: { node: { id: string; name: string } }[] };
  };
  const campaign = campaigns.edges[0]?.node;
  expect(campaign).toBeDefined();

  await page.goto("/jobs?kind=SIMULATION");
  await expect(page.getByRole("heading", { name: "Work", exact: true })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  // Another horizon each time: the same simulation on the same data would be answered from the one before.
  const horizonDays = 7 + (Date.now() % 80);
  await ask(page, RUN, {
    input: { campaignId: campaign?.id, horizonDays, metrics: ["CLICKS"], idempotencyKey: String(Date.now()) },
  });
  const row = page
    .getByRole("row")
    .filter({ hasText: campaign?.name })
    .filter({ hasText: `${horizonDays} days` })
    .first();
  await expect(row).toBeVisible();
  await expect(row.getByRole("cell", { name: "Succeeded", exact: true })).toBeVisible({ timeout: 45_000 });
  await expect(row.getByRole("link", { name: campaign?.name })).toHaveAttribute("href", /\/campaigns\/.+/);
  await expectAccessible(page);

  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Failed or given up" }).click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(row).toHaveCount(0);
});
