import { ask, enter, expect, expectAccessible, lookAt, test } from "./desk";

test("a training is begun, shows how far it is, and leaves a version that tells how it was judged", async ({
  page,
}) => {
  await enter(page);
  await page.goto("/models?tab=versions");
  const model = page.getByRole("region", { name: "Email performance" });
  await model.getByRole("button", { name: "Train now" }).click();
  const training = model.getByRole("status", { name: "Training" });
  await expect(training).toBeVisible();
  // The note that the job leaves: a new version, or that the data are those of an earlier one.
  await expect(training).toContainText(/Version \d+|Nothing new/, { timeout: 50_000 });

  await model
    .getByRole("button", { name: /^Version \d+ of Email performance/ })
    .first()
    .click();
  const details = page.getByRole("dialog", { name: /Email performance, version \d+/ });
  await expect(details.getByRole("heading", { name: "The gate" })).toBeVisible();
  await expect(details.getByText(/naive prediction/)).toBeVisible();
  await expect(details.getByRole("heading", { name: "What it looks at" })).toBeVisible();
  await expectAccessible(page, "[role=dialog]");
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  await lookAt(page, "models-trained");
  await expect(page).not.toHaveURL(/version=/);
});

const CREATE = `mutation ($input: CreateCampaignInput!) {
  createCampaign(input: $input) { campaign { id } }
}`;
const IMPORT = `mutation ($input: ImportMetricsInput!) {
  importMetrics(input: $input) { rowsAccepted errors { message } }
}`;
const RUN = `mutation ($input: RunSimulationInput!) {
  runSimulation(input: $input) { simulation { id } errors { message } }
}`;
const DELETE = `mutation ($input: DeleteCampaignInput!) { deleteCampaign(input: $input) { deletedId } }`;

const DAYS = 100;
const LATER = 14;

/** Days of metrics up to yesterday, with a week's rhythm and some unrest. */
function days(from: number, to: number): string {
  const rows = ["date,channel,impressions,clicks,spend"];
  for (let day = from; day < to; day += 1) {
    const date = new Date(Date.now() - (DAYS - day) * 86_400_000);
    const shown = Math.round(9_000 * (date.getUTCDay() % 6 ? 1 : 0.7) * (1 + 0.1 * Math.sin(day * day)));
    const clicks = Math.round(shown * 0.02 * (1 + 0.08 * Math.cos(day * 7)));
    rows.push(`${date.toISOString().slice(0, 10)},Google,${shown},${clicks},${(clicks * 1.1).toFixed(2)}`);
  }
  return rows.join("\n");
}

test("a forecast is judged when its days have come", async ({ page }) => {
  const { createCampaign } = (await ask(page, CREATE, {
    input: {
      name: `Judged ${Date.now()}`,
      objective: "Bookings",
      channels: ["GOOGLE"],
      budget: { amount: "20000.00", currency: "USD" },
      startDate: "2026-01-01",
    },
  })) as { createCampaign: { campaign: { id: string } } };
  const campaignId = createCampaign.campaign.id;
  await ask(page, IMPORT, { input: { campaignId, format: "CSV", content: days(0, DAYS - LATER) } });
  const { runSimulation } = (await ask(page, RUN, { input: { campaignId, horizonDays: 14 } })) as {
    runSimulation: { simulation: { id: string } };
  };
  const { id } = runSimulation.simulation;
  const status = async () => (await ask(page, `{ simulation(id: "${id}") { status } }`)).simulation;
  await expect.poll(status, { timeout: 40_000 }).toEqual({ status: "COMPLETED" });
  await ask(page, IMPORT, { input: { campaignId, format: "CSV", content: days(DAYS - LATER, DAYS) } });
  const judged = async () => {
    const { simulation } = await ask(page, `{ simulation(id: "${id}") { performance { model } } }`);
    return (simulation as { performance: { model: string }[] }).performance[0]?.model;
  };
  await expect.poll(judged, { timeout: 40_000 }).toBe("ensemble");

  await enter(page);
  await page.goto("/models?span=30d");
  await expect(page.getByRole("region", { name: "Ensemble", exact: true })).toContainText(
    "80 % intervals held",
  );
  await expect(page.getByRole("region", { name: "Intervals" })).toContainText(
    /80\s?% promised, \d+\s?% held/,
  );
  await page.getByRole("button", { name: "Seasonal naive" }).click();
  await expect(page).toHaveURL(/model=seasonal_naive/);
  await expect(page.getByRole("heading", { name: "Seasonal naive by metric" })).toBeVisible();
  await ask(page, DELETE, { input: { id: campaignId } });
});
