import { enter, expect, expectAccessible, lookAt, test } from "./desk";
import { PAGES } from "./pages";

test("the sign-in page is accessible in light and dark", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in to Pulsecast" })).toBeVisible();
  await lookAt(page, "sign-in");
});

for (const { name, path, ready } of PAGES) {
  test(`${name} is accessible in light and dark, and fits a phone`, async ({ page }) => {
    await enter(page);
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

/** Every colour that a badge, a message or a line of text may have. */
const COLOURS = ["red", "orange", "yellow", "green", "blue", "cyan", "violet", "gray"];

test("what is seen on rare days only can be read as well", async ({ page }) => {
  await enter(page);
  await page.goto("/streams");
  const cells = page.getByRole("list", { name: /^Streams of / }).getByRole("link");
  await expect(cells).toHaveCount(50);
  // As on a day on which every stream is unusual, each in its way.
  await cells.evaluateAll((links) => {
    const levels = ["far-below", "below", "usual", "above", "far-above", "unknown"];
    links.forEach((link, place) => {
      link.setAttribute("data-level", levels[place % levels.length] ?? "");
    });
  });
  await page.evaluate((colours) => {
    const section = document.createElement("section");
    section.id = "palette";
    for (const colour of colours) {
      const text = section.appendChild(document.createElement("p"));
      text.textContent = `Text in ${colour}`;
      text.style.color = `var(--mantine-color-${colour}-text)`;
      const light = section.appendChild(document.createElement("p"));
      light.textContent = `A notice in ${colour}`;
      light.style.color = `var(--mantine-color-${colour}-light-color)`;
      light.style.background = `var(--mantine-color-${colour}-light)`;
    }
    document.querySelector("main h2")?.closest("section")?.append(section);
  }, COLOURS);
  await expect(page.locator("#palette p")).toHaveCount(2 * COLOURS.length);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator(`html[data-mantine-color-scheme=${colorScheme}]`)).toBeAttached();
    await expectAccessible(page);
  }
});
