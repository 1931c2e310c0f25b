import { expect, OWNER_KEY, signIn, test } from "./desk";

test("a key signs in, the address in mind is kept, and signing out ends it", async ({ page }) => {
  await page.goto("/?span=90d");
  await page.getByLabel("API key", { exact: true }).fill(OWNER_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("radio", { name: "90 days" })).toBeChecked();
  await page.getByRole("button", { name: "Olivia Owner" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Pulsecast" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("API key", { exact: true })).toBeVisible();
});

test.describe("what is refused", () => {
  test.use({ mayBreak: true });

  test("a wrong key is told, and stays typed", async ({ page }) => {
    await page.goto("/");
    await page.getByLabel("API key", { exact: true }).fill("pc_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("This API key is not known.");
    await expect(page.getByLabel("API key", { exact: true })).toHaveValue("pc_wrong");
  });

  test("who is signed out elsewhere is asked to sign in again", async ({ page, context }) => {
    await signIn(page);
    await context.clearCookies();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign in to Pulsecast" })).toBeVisible();
  });
});

test("a link that was used already says so", async ({ page }) => {
  await page.goto("/sign-in#token=used-or-made-up");
  await expect(page.getByRole("alert")).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe("/");
});

test("keys lead everywhere", async ({ page }) => {
  await signIn(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByLabel("Go to a page").fill("over");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});

test("what happens on the marketplace is shown as it happens", async ({ page }) => {
  await signIn(page);
  await expect(page.getByRole("list", { name: "Latest events" }).getByRole("listitem")).toHaveCount(9);
  await expect(page.getByRole("status", { name: "Connection: Live" })).toBeVisible();
});
