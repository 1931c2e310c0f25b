import type { Locator, Page } from "@playwright/test";
import { enter, expect, OWNER_KEY, test } from "./desk";

// Its editor is three megabytes of program: where machines are busy it takes its time.
test.slow();

function answer(page: Page): Locator {
  return page.getByRole("region", { name: "Result Window" });
}

/** Wait for the editors of query, variables, headers and answer; one that is folded away counts too. */
async function awaitEditors(page: Page): Promise<void> {
  await expect(page.locator("[role=code]")).toHaveCount(4, { timeout: 60_000 });
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Execute query/ }).click();
}

/** Open the stream of events among the examples, and see that one batch comes after another. */
async function followStreams(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Stream events/ }).click();
  await expect(page.getByRole("tab", { name: "StreamEvents" })).toHaveAttribute("aria-selected", "true");
  await run(page);
  await expect(answer(page)).toContainText('"normalizedValue"');
  const first = (await answer(page).textContent()) ?? "";
  await expect(answer(page)).not.toHaveText(first);
  await page.getByRole("button", { name: /^Stop query/ }).click();
  await expect(page.getByRole("button", { name: /^Execute query/ })).toBeVisible();
}

test("who is signed in runs a query and follows streams", async ({ page }) => {
  await enter(page);
  await page.goto("/graphql");
  await expect(page.getByText("Olivia Owner · Tutoring Marketplace")).toBeVisible();
  await awaitEditors(page);
  await run(page);
  await expect(answer(page)).toContainText('"role": "OWNER"');
  await page.screenshot({ path: "artefacts/pages/graphiql.png" });
  await followStreams(page);
});

test("a stranger is told what to do, and a typed key is enough for the API and its socket", async ({
  page,
}) => {
  await page.goto("/graphql");
  await expect(page.getByRole("status", { name: "Who asks" })).toContainText("Nobody is signed in here.");
  await awaitEditors(page);
  await page.getByRole("button", { name: "Headers", exact: true }).click();
  await page.getByRole("region", { name: "Headers" }).getByRole("code").click();
  await page.keyboard.insertText(`{"Authorization": "Bearer ${OWNER_KEY}"}`);
  await expect(page.getByText("Olivia Owner · Tutoring Marketplace")).toBeVisible();
  await expect(page.getByRole("status", { name: "Who asks" })).toBeEmpty();
  await followStreams(page);
  const kept = await page.evaluate(() => JSON.stringify(window.localStorage));
  expect(kept).not.toContain(OWNER_KEY);
});
