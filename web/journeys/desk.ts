/** What every journey begins with: somebody who is signed in, and a page that complains of nothing. */

import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export { expect };

export const OWNER_KEY = "journeys-owner-key-0001";

/** The browser's own words for a connection that ended or was refused; a journey that cuts one allows them. */
const LOST = /WebSocket connection|ERR_CONNECTION|Failed to load resource/;

type Desk = {
  /** Whether the server may be away for a while. */
  mayBreak: boolean;
};

export const test = base.extend<Desk>({
  mayBreak: [false, { option: true }],
  page: async ({ page, mayBreak }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !(mayBreak && LOST.test(message.text())))
        complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** Sign in with a key, as the form does, and stay where one is. */
export async function enter(page: Page, key: string = OWNER_KEY): Promise<void> {
  const response = await page.request.post("/graphql", {
    headers: { "X-Pulsecast-Console": "1" },
    data: {
      query: "mutation ($key: String!) { signIn(input: { key: $key }) { errors { message } } }",
      variables: { key },
    },
  });
  expect(await response.json()).toMatchObject({ data: { signIn: { errors: [] } } });
}

/** Sign in with a key, and wait for the first page. */
export async function signIn(page: Page, key: string = OWNER_KEY): Promise<void> {
  await enter(page, key);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

type Answer = { data: Record<string, unknown>; errors?: { message: string }[] };

/** Ask the API as the owner, for what a journey needs to have happened before. */
export async function ask(page: Page, query: string, variables: object = {}): Promise<Answer["data"]> {
  const response = await page.request.post("/graphql", {
    headers: { authorization: `Bearer ${OWNER_KEY}` },
    data: { query, variables },
  });
  const answer = (await response.json()) as Answer;
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

/** Expect that a page breaks no rule of WCAG 2.1 A and AA.
 *
 * @param within Look at this part of it only: behind an open dialog the page is dimmed and cannot be used.
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]);
  const { violations } = await (within ? axe.include(within) : axe).analyze();
  const told = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  expect(told).toEqual([]);
}

/** Keep a picture of a page in light and in dark colours, and expect both to be accessible. */
export async function lookAt(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator(`html[data-mantine-color-scheme=${colorScheme}]`)).toBeAttached();
    await page.screenshot({ path: `artefacts/pages/${name}-${colorScheme}.png`, fullPage: true });
    await expectAccessible(page);
  }
}
