import { expect, lookAt, signIn, test } from "./desk";
import { PAGES } from "./pages";

test("the sign-in page is accessible in light and dark", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in to Pulsecast" })).toBeVisible();
  await lookAt(page, "sign-in");
});

for (const { name, path, ready } of PAGES) {
  test(`${name} is accessible in light and dark, and fits a phone`, async ({ page }) => {
    await signIn(page);
    await page.goto(path);
    await expect(page.getByRole("heading", { name: ready, exact: true }).first()).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await lookAt(page, name);
    await page.setViewportSize({ width: 390, height: 844 });
    // The menu takes a moment to slide away.
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBeLessThanOrEqual(390);
    await page.screenshot({ path: `artefacts/pages/${name}-phone.png`, fullPage: true });
  });
}
