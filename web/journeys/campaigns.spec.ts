import type { Page } from "@playwright/test";
import { ask, enter, expect, expectAccessible, test } from "./desk";

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a campaign is found by its name and status, the address shows the same to others, and keys open it", async ({
  page,
}) => {
  await enter(page);
  await page.goto("/campaigns");
  await page.getByRole("searchbox", { name: "Search" }).fill("tutor rec");
  await expect(page.getByRole("heading", { name: "2 campaigns" })).toBeVisible();
  await page.getByRole("combobox", { name: "Channel" }).click();
  await page.getByRole("option", { name: "LinkedIn" }).click();
  await expect(page.getByRole("heading", { name: "1 campaign" })).toBeVisible();
  await expect(page).toHaveURL(/channel=LINKEDIN/);

  await page.reload();
  await expect(page.getByRole("heading", { name: "1 campaign" })).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("tutor rec");
  await expect(row(page, "Tutor Recruiting LinkedIn")).toBeVisible();

  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Tutor Recruiting LinkedIn" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Tutor Recruiting LinkedIn" })).toBeVisible();
});

const NAME = "Journey of an import";

/** Two rows cannot be read, and nobody knows what "shown" means. */
const BAD = "ds;shown;clicks\n2026-03-01;1000;30\n2026-03-02;1100;many\ntomorrow;900;28\n";

test.afterEach(async ({ page }) => {
  const { campaigns } = (await ask(
    page,
    `{ campaigns(filter: {search: "${NAME}"}) { edges { node { id } } } }`,
  )) as { campaigns: { edges: { node: { id: string } }[] } };
  for (const { node } of campaigns.edges)
    await ask(page, "mutation ($id: ID!) { deleteCampaign(input: {id: $id}) { deletedId } }", {
      id: node.id,
    });
});

test("a campaign is made, a bad file is mended and imported, and all of it is deleted again", async ({
  page,
}) => {
  await enter(page);
  await page.goto("/campaigns");
  await expect(page.getByRole("link", { name: "Exam Season Search" })).toBeVisible();
  await make(page);
  await importBad(page);

  const { campaigns } = (await ask(
    page,
    `{ campaigns(first: 1, filter: {search: "${NAME}"}) { edges { node { metrics { metric points { value } } } } } }`,
  )) as { campaigns: { edges: { node: { metrics: object[] } }[] } };
  expect(campaigns.edges[0]?.node.metrics).toContainEqual({
    metric: "IMPRESSIONS",
    points: [{ value: 1000 }],
  });

  await page.getByRole("button", { name: `Actions for ${NAME}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("all metrics that were imported for it")).toBeVisible();
  await page.getByRole("button", { name: "Delete campaign" }).click();
  await expect(row(page, NAME)).toHaveCount(0);
});

async function make(page: Page): Promise<void> {
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New campaign" });
  await form.getByLabel("Name").fill(NAME);
  await form.getByLabel("Total budget").fill("0");
  await form.getByRole("button", { name: "Create campaign" }).click();
  await expect(form.getByText("Choose at least one channel.")).toBeVisible();
  await expectAccessible(page, "[role=dialog]");

  await form.getByLabel("Objective").fill("Bookings");
  await form.getByRole("combobox", { name: "Channels" }).fill("goo");
  await page.getByRole("option", { name: "Google" }).click();
  await form.getByLabel("Total budget").fill("5000");
  await form.getByRole("button", { name: "Create campaign" }).click();
  await expect(form).toHaveCount(0);
  await expect(row(page, NAME)).toContainText("no metrics yet");
}

async function importBad(page: Page): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${NAME}` }).click();
  await page.getByRole("menuitem", { name: "Import metrics" }).click();
  const wizard = page.getByRole("dialog", { name: "Import metrics" });
  const file = { name: "slots.csv", mimeType: "text/csv", buffer: Buffer.from(BAD) };
  await wizard.getByLabel("File with metrics").setInputFiles(file);
  await expect(wizard.getByRole("heading", { name: "2 rows cannot be read" })).toBeVisible();
  await expect(wizard.getByRole("row").filter({ hasText: "many" })).toContainText("is not a number");
  await expect(wizard.getByRole("row").filter({ hasText: "tomorrow" })).toContainText("is not a date");
  const download = page.waitForEvent("download");
  await wizard.getByRole("button", { name: "Download as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("slots-errors.csv");

  await wizard.getByRole("combobox", { name: "What shown holds" }).click();
  await page.getByRole("option", { name: "Impressions" }).click();
  const run = wizard.getByRole("button", { name: "Import 2 values" });
  await expect(run).toBeEnabled();
  await expectAccessible(page, "[role=dialog]");
  await run.click();
  await expect(wizard.getByText(`2 values were imported into ${NAME}`)).toBeVisible();
  await wizard.getByRole("button", { name: "Done" }).click();
}
