import type { Page } from "@playwright/test";
import { ask, enter, expect, expectAccessible, test } from "./desk";

/** The speed that the journeys' server runs its marketplace at. */
const USUAL_SPEED = "10×";

/** A command waits for its turn and is written down before it takes effect. */
const PATIENT = { timeout: 40_000 };

/** Leave the marketplace as it was found, whatever a journey did to it. */
test.afterEach(async ({ page }) => {
  await ask(page, "mutation { resetSimulator { errors { message } } }");
  await ask(page, "mutation { setSimulatorSpeed(input: { speed: 10 }) { errors { message } } }");
});

async function turn(page: Page, speed: string): Promise<void> {
  await page.getByRole("radiogroup", { name: "Speed" }).getByText(speed, { exact: true }).click();
  await expect(page.getByRole("radio", { name: speed, exact: true })).toBeChecked();
}

test("a scenario is tried, activated, watched while it fades, and cleared away", async ({ page }) => {
  test.slow();
  await enter(page);
  await page.goto("/simulator");
  const now = page.getByRole("region", { name: "Now", exact: true });
  await expect(now.getByText("Baseline")).toBeVisible();

  await page.getByRole("button", { name: "Activate Competitor Disruption" }).click();
  const dialog = page.getByRole("dialog", { name: "Activate Competitor Disruption" });
  await expect(dialog.getByRole("row", { name: /customer\.signup\.completed/ })).toContainText("×");
  await dialog.getByRole("button", { name: "Activate" }).click();
  await expect(dialog).toBeHidden(PATIENT);
  await expect(now.getByText("Competitor Disruption is active.")).toBeVisible();
  await expect(now.getByText("Running")).toBeVisible();
  const bent = now
    .getByText("customer.signup.completed", { exact: true })
    .first() // what acts comes before what was unusual lately, which may be the same stream
    .locator("xpath=following-sibling::*[1]");
  await expect(bent).toHaveText("↓ × 0.6");

  await turn(page, "3,600×");
  await now.getByRole("button", { name: "Stop" }).click();
  await expect(now.getByText("Settling", { exact: true }).first()).toBeVisible();
  await expect(bent).not.toHaveText("↓ × 0.6", PATIENT);
  await turn(page, USUAL_SPEED);

  await page.getByRole("button", { name: "Reset…" }).click();
  const question = page.getByRole("dialog", { name: "Reset the simulator?" });
  await expect(question.getByText("Competitor Disruption")).toBeVisible();
  await question.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(page.getByText(/cleared: 1 scenario/)).toBeVisible(PATIENT);
  await expect(now.getByText("Baseline")).toBeVisible(PATIENT);
});

test("a stream is modified, and shown with the change and without it", async ({ page }) => {
  test.slow();
  await enter(page);
  await page.goto("/simulator?tab=stream");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("row", { name: /support\.ticket\.created/ })).toContainText("× 2");
  await page.getByRole("button", { name: "Apply it" }).click();
  const effect = page.getByRole("dialog", { name: /Modified: support\.ticket\.created/ });
  await expect(effect.getByText(/it makes a difference of \+/)).toBeVisible(PATIENT);
  await effect.getByRole("button", { name: "Table" }).click();
  await expect(effect.getByRole("columnheader", { name: "Without it" })).toBeVisible();
});

test("a scenario is copied, mended, activated as an own one, and deleted", async ({ page }) => {
  const name = `Quiet hour ${Date.now()}`;
  await enter(page);
  await page.goto("/simulator");
  await page.getByRole("button", { name: "More for Support Overload" }).click();
  await page.getByRole("menuitem", { name: "Copy as an own one…" }).click();
  const editor = page.getByRole("dialog", { name: "Copy of Support Overload" });
  await editor.getByLabel("Name").fill(name);
  await editor.getByLabel("Id").fill(name.toLowerCase().replaceAll(" ", "-"));
  await editor.getByLabel("Active for").fill("a while");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(editor.getByText("'a while' is no length of time")).toBeVisible();
  await expect(editor.getByLabel("Active for")).toBeFocused();
  await editor.getByText("Document", { exact: true }).click();
  await expect(editor.getByRole("alert").getByText("duration", { exact: true })).toBeVisible();
  await expectAccessible(page, "[role=dialog]");

  await editor.getByText("Fields", { exact: true }).click();
  await editor.getByLabel("Active for").fill("1 hour");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(editor).toBeHidden();
  const card = page.getByRole("article", { name });
  await expect(card.getByText("Active for 1 hour")).toBeVisible();

  await card.getByRole("button", { name: `Activate ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Activate ${name}` });
  await expect(dialog.getByRole("row", { name: /support\.ticket\.created/ })).toContainText("×");
  await dialog.getByRole("button", { name: "Activate" }).click();
  await expect(dialog).toBeHidden(PATIENT);
  const now = page.getByRole("region", { name: "Now", exact: true });
  await expect(now.getByText(`${name} is active.`)).toBeVisible();

  await card.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const question = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(question.getByText("It acts now")).toBeVisible();
  await question.getByRole("button", { name: "Delete it" }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByRole("article", { name: "Exam Season Surge" })).toBeVisible();
});

test("a viewer sees everything and has no buttons to change it", async ({ page }) => {
  const data = await ask(
    page,
    'mutation { createApiKey(input: { name: "Looks at the simulator", role: VIEWER }) { secret errors { message } } }',
  );
  const { secret } = data.createApiKey as { secret: string };
  await enter(page, secret);
  await page.goto("/simulator");
  await expect(page.getByRole("article", { name: "Exam Season Surge" })).toBeVisible();
  await expect(page.getByRole("tab")).toHaveText(["Scenarios", "History", "Journal"]);
  await expect(page.getByRole("button", { name: /Activate|Stop|Reset|Add a scenario/ })).toHaveCount(0);
});
