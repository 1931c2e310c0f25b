import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Page } from "@/kit/Page";
import { Empty } from "@/kit/states";

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty
        title="There is no such page"
        hint="The address may be mistyped, or what it showed may be gone."
        action={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      />
    </Page>
  );
}
