import { ask, enter, expect, expectAccessible, test } from "./desk";

const WHO = "{ viewer { role } }";

test("a key is made, opens the workspace, is revoked, and opens nothing any more", async ({
  page,
  request,
}) => {
  const name = `Journey ${Date.now()}`;
  const asked = (secret: string) =>
    request.post("/graphql", { headers: { authorization: `Bearer ${secret}` }, data: { query: WHO } });

  await enter(page);
  await page.goto("/settings?tab=keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByLabel("Name").fill(name);
  await expectAccessible(page, "[role=dialog]");
  await page.getByRole("button", { name: "Make it" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep this key" });
  await expect(dialog.getByText("It cannot be shown again")).toBeVisible();
  const secret = await dialog.getByLabel("Secret").innerText();
  expect(await (await asked(secret)).json()).toMatchObject({ data: { viewer: { role: "VIEWER" } } });

  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const row = page.getByRole("row").filter({ hasText: name });
  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke it" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  expect((await asked(secret)).status()).toBe(401);
});

test("a viewer sees everything and is offered nothing that changes it", async ({ page }) => {
  const { createApiKey } = (await ask(
    page,
    "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }",
    { input: { name: "Journey of a viewer", role: "VIEWER" } },
  )) as { createApiKey: { secret: string; apiKey: { id: string } } };

  await enter(page, createApiKey.secret);
  await page.goto("/settings?tab=keys");
  await expect(page.getByText("where you are viewer")).toBeVisible();
  await expect(page.getByRole("tab", { name: "API keys" })).toHaveCount(0);
  await page.getByRole("tab", { name: "Members" }).click();
  await expect(page.getByRole("cell", { name: "victor.viewer@example.com" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Add a member|Change the role|Remove/ })).toHaveCount(0);
  await page.goto("/models?tab=versions");
  await expect(page.getByRole("heading", { name: "Campaign forecaster" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Train now|Promote|Roll back/ })).toHaveCount(0);

  await ask(
    page,
    "mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { errors { message } } }",
    {
      input: { keyId: createApiKey.apiKey.id },
    },
  );
});

test("a member is added, given another role and removed; the last owner stays", async ({ page }) => {
  const name = `Nora ${Date.now()}`;
  await enter(page);
  await page.goto("/settings?tab=members");
  await page.getByRole("button", { name: "Add a member" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.replace(" ", ".").toLowerCase()}@example.com`);
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByRole("cell", { name: "Viewer", exact: true })).toBeVisible();

  await row.getByRole("button", { name: "Change the role" }).click();
  const dialog = page.getByRole("dialog", { name: `Which role for ${name}?` });
  await dialog.getByLabel("Role", { exact: true }).click();
  await page.getByRole("option", { name: "Analyst" }).click();
  await expect(dialog.getByText("make campaigns, imports and simulations")).toBeVisible();
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(row.getByRole("cell", { name: "Analyst", exact: true })).toBeVisible();

  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);

  await page.getByRole("button", { name: "Remove Olivia Owner" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("owner");
});
