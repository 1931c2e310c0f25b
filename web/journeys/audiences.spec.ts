import type { Page } from "@playwright/test";
import { enter, expect, expectAccessible, test } from "./desk";

/** None of its rows can be read, so that nothing of it stays. */
const BAD =
  "segment,cohort,week,members,reached,exposures,engaged,churned\nLeads,2026-01-05,2026-02-17,100,80,150,20,3\n";

test("an audience is predicted as one types, everything is predicted at once, and a bad row is told", async ({
  page,
}) => {
  // On a fresh server the model is trained first.
  test.setTimeout(240_000);
  await enter(page);
  await page.goto("/audiences?about=AUDIENCE");
  const churn = page.getByRole("region", { name: "Churn rate", exact: true });
  const train = page.getByRole("button", { name: "Train it now" });
  await expect(churn.or(train)).toBeVisible();
  // A training that somebody else began may end just now: then there is nothing to click any more.
  if (await train.isVisible()) await train.click({ timeout: 5_000 }).catch(() => {});
  await expect(churn).toBeVisible({ timeout: 150_000 });
  await expect(churn.getByText("Within 30 days")).toBeVisible();
  await expect(churn.getByText(/confidence$/)).toBeVisible();
  await expect(churn.getByText(/\d+ past outcomes/)).toBeVisible();
  await expect(churn.getByRole("table")).toContainText("How often it is reached");

  const usual = await churn.getByRole("list").innerText();
  await page.getByLabel("Reached").fill("101");
  await expect(page.getByText("From 0 to 100.")).toBeVisible();
  await page.getByLabel("Reached").fill("8");
  await expect(churn).toBeVisible();
  await expect.poll(() => churn.getByRole("list").innerText()).not.toBe(usual);
  await expect(page).toHaveURL(/frequency=8/);
  await page.reload();
  await expect(page.getByLabel("Reached")).toHaveValue("8");
  await expect(churn).toBeVisible();

  await predictAll(page);
  await importBad(page);
});

async function predictAll(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Batches" }).click();
  await page.getByRole("combobox", { name: "Of what" }).click();
  await page.getByRole("option", { name: "Audiences" }).click();
  await page.getByRole("button", { name: "Start the batch" }).click();
  await expect(page).toHaveURL(/batch=.+/);
  const rows = page.getByRole("region", { name: /^Predictions of audiences/ });
  await expect(rows.getByRole("row").nth(1)).toContainText("who joined from", { timeout: 30_000 });
  const next = page.getByRole("button", { name: "Next" });
  await expect(next).toBeEnabled();
  await next.click();
  await expect(page.getByText(/^21 to /)).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^predictions-audiences-.*\.csv$/);
  await expect(
    page
      .getByRole("region", { name: /^Batches of predictions/ })
      .getByRole("row")
      .nth(1),
  ).toContainText("Succeeded");
}

async function importBad(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Import" }).click();
  await page
    .getByLabel("File with weeks of audiences")
    .setInputFiles({ name: "weeks.csv", mimeType: "text/csv", buffer: Buffer.from(BAD) });
  await page.getByRole("button", { name: "Import the file" }).click();
  await expect(page.getByText("0 of 1 rows were taken")).toBeVisible();
  await expect(page.getByRole("region", { name: "Rows that cannot be read" })).toContainText("Monday");
  await expectAccessible(page, "[aria-label='Rows that cannot be read']");
}
