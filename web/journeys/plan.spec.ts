import type { Page } from "@playwright/test";
import { ask, enter, expect, expectAccessible, lookAt, test } from "./desk";

const NAME = "Journey of a plan";

type Made = { createCampaign: { campaign: { id: string } } };
type Found = { campaigns: { edges: { node: { id: string } }[] } };

/** Make a campaign of one month, in which nothing was observed. */
async function make(page: Page): Promise<string> {
  const { createCampaign } = (await ask(
    page,
    "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } } }",
    {
      input: {
        name: NAME,
        objective: "Bookings",
        channels: ["GOOGLE", "TIKTOK"],
        budget: { amount: "9000", currency: "EUR" },
        startDate: "2031-03-01",
        endDate: "2031-03-31",
      },
    },
  )) as Made;
  return createCampaign.campaign.id;
}

async function find(page: Page, search: string): Promise<string[]> {
  const { campaigns } = (await ask(
    page,
    "query ($search: String!) { campaigns(filter: { search: $search }) { edges { node { id } } } }",
    { search },
  )) as Found;
  return campaigns.edges.map((edge) => edge.node.id);
}

test.afterEach(async ({ page }) => {
  for (const id of await find(page, NAME))
    await ask(page, "mutation ($id: ID!) { deleteCampaign(input: {id: $id}) { deletedId } }", { id });
});

test("a plan that cannot be is refused where it is wrong, and one that can be stays", async ({ page }) => {
  await enter(page);
  await page.goto(`/campaigns/${await make(page)}?tab=plan`);
  await expect(page.getByText("Nothing is planned for Google")).toBeVisible();
  await page.getByRole("button", { name: "Plan spend" }).click();
  const form = page.getByRole("dialog", { name: "Plan spend" });
  const save = form.getByRole("button", { name: "Save the plan" });
  await form.getByLabel("First day, period 1").fill("2031-03-30");
  await form.getByLabel("Last day, period 1").fill("2031-04-02");
  await save.click();
  await expect(form.getByText("Write an amount, such as 120 or 99.50.")).toBeVisible();
  await form.getByLabel("EUR a day, period 1").fill("120");
  await save.click();
  await expect(form.getByText(/does not run on 2031-04-01\..*with 2 of these days/)).toBeVisible();
  await expectAccessible(page, "[role=dialog]");
  await form.getByLabel("Last day, period 1").fill("2031-03-31");
  await save.click();
  await expect(form).toHaveCount(0);
  const plan = page.getByRole("table", { name: "Planned spend on Google" });
  await expect(plan.getByRole("row").filter({ hasText: "30 Mar 2031 to 31 Mar 2031" })).toContainText("€240");

  await page.getByRole("button", { name: "Plan spend" }).click();
  await form.getByText("Paste or file").click();
  const lines = form.getByRole("textbox", { name: "Lines" });
  await lines.fill("day;amount\n2031-03-01;2031-03-07;99,50\n2031-03-08;much");
  await save.click();
  await expect(form.getByRole("row").filter({ hasText: "much" })).toContainText("Write an amount");
  await lines.fill("day;amount\n2031-03-01;2031-03-07;99,50\n2031-03-08;0");
  await save.click();
  await expect(form).toHaveCount(0);
  await expect(plan.getByRole("row")).toHaveCount(4);

  await page.reload();
  await expect(plan.getByRole("row").filter({ hasText: "8 Mar 2031" })).toContainText("rests");
  await expect(page.getByText("10 days ahead are planned, with €937 in all.")).toBeVisible();
  await expect(page.getByRole("img", { name: /^Planned and spent on Google by day/ })).toBeVisible();
  await lookAt(page, "campaign-plan");
});

test("hours of the week are seen as a map and as a table, and fit a phone", async ({ page }) => {
  const [id] = await find(page, "Exam Season");
  await enter(page);
  await page.goto(`/campaigns/${id}?tab=hours`);
  await expect(page.getByText(/^Most falls on/)).toBeVisible();
  const map = page.getByRole("region", { name: /by weekday and hour$/ });
  await expect(map.getByRole("cell")).toHaveCount(7 * 24);
  await expect(page.getByRole("heading", { name: "Unusual hours" })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await lookAt(page, "campaign-hours");
  await page.setViewportSize({ width: 390, height: 844 });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Table" }).click();
  await expect(page.getByRole("table", { name: /, as a table$/ }).getByRole("row")).toHaveCount(7 * 24 + 1);
});
