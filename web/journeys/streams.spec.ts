import { enter, expect, test } from "./desk";

const LIST = "Events, the newest first";

test("what happens is seen, chosen by topic, opened, and followed across streams", async ({ page }) => {
  await enter(page);
  await page.goto("/streams?topics=support.live_chat.message");

  const cells = page.getByRole("list", { name: /^Streams of / }).getByRole("listitem");
  await expect(cells).toHaveCount(50);
  await expect(cells.filter({ hasText: /\d/ })).toHaveCount(50);
  const rows = page.getByRole("list", { name: LIST }).getByRole("button");
  await expect(rows.first()).toBeVisible();
  await expect(rows.filter({ hasNotText: "support.live_chat.message" })).toHaveCount(0);

  await rows.first().click();
  await expect(page.getByText('"chat_id"')).toBeVisible();
  await expect(page.getByRole("button", { name: /^Continue · / })).toBeVisible();
  await page.getByRole("button", { name: "Follow what belongs to it" }).click();
  const chain = page.getByRole("list", { name: "Events that belong together" });
  await expect(chain.getByText(/the one you opened/)).toBeVisible();
  await expect(chain.getByText(/followed from/).first()).toBeVisible();

  await page.getByRole("button", { name: /^Continue · / }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
});

test("topics stand in the address, and one stream tells its past and why its rate is so", async ({
  page,
}) => {
  await enter(page);
  await page.goto("/streams");
  await page.getByRole("combobox", { name: "Topics" }).fill("sesion.started");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/topics=.*sesion\.started/);
  await expect(
    page.getByText(/no stream or topic “sesion\.started”.*Did you mean.*session\.started/),
  ).toBeVisible();

  await page
    .getByRole("list", { name: "Streams of Session" })
    .getByRole("link", { name: /^booking\.requested/ })
    .click();
  await expect(page).toHaveURL(/\/streams\/session\.booking\.requested/);
  await expect(page.getByRole("heading", { level: 1, name: "session.booking.requested" })).toBeVisible();

  const factors = page.getByRole("table", { name: "What makes the rate" });
  await expect(factors.getByRole("row", { name: /^Usual, by the table 100 an hour/ })).toBeVisible();
  await expect(factors.getByRole("row", { name: /^Now / })).toBeVisible();
  await expect(page.getByRole("table", { name: /Fields of/ }).getByText("request_id")).toBeVisible();
  await expect(page.getByRole("img", { name: /^Events of session\.booking\.requested/ })).toBeVisible();
  await page.getByText("7 days").click();
  await expect(page).toHaveURL(/past=week/);
});

test.describe("when the connection is lost", () => {
  test.use({ mayBreak: true });

  test("the page says so, comes back by itself, and goes on without a gap", async ({ page }) => {
    let cut = false;
    const sockets: { close: () => void }[] = [];
    await page.routeWebSocket(/\/graphql/, (socket) => {
      if (cut) {
        void socket.close({ code: 1012, reason: "cut by the journey" });
        return;
      }
      const server = socket.connectToServer();
      sockets.push({
        close: () => {
          void socket.close({ code: 1012, reason: "cut by the journey" });
          void server.close();
        },
      });
    });
    await enter(page);
    await page.goto("/streams?topics=session.*,support.*");
    const rows = page.getByRole("list", { name: LIST }).getByRole("listitem");
    await expect(rows.first()).toBeVisible();
    await expect(page.getByLabel("Connection: Live")).toBeVisible();
    await expect(page.getByText(/^On the way: half within/)).toBeVisible();

    cut = true;
    for (const socket of sockets) socket.close();
    await expect(page.getByLabel("Connection: Reconnecting")).toBeVisible();
    await expect(page.getByText("The connection is lost.", { exact: false })).toBeVisible();
    cut = false;
    await expect(page.getByLabel("Connection: Live")).toBeVisible();
    await expect(
      page.getByRole("status").getByText("It goes on without a gap", { exact: false }),
    ).toBeVisible();
    await expect(rows.filter({ hasText: "It goes on without a gap" })).toHaveCount(1);
    await expect(rows.filter({ hasText: "missing here" })).toHaveCount(0);
  });
});
