import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  Group,
  Kbd,
  NavLink,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Commands } from "@/app/Commands";
import { Icon } from "@/app/Icon";
import { LivePill } from "@/app/LivePill";
import { PLACES } from "@/app/places";
import classes from "@/app/Shell.module.css";
import { Account } from "@/features/workspaces/Account";

const SUN =
  "M12 4V2M12 22v-2M4 12H2M22 12h-2M5.6 5.6 4.2 4.2M19.8 19.8l-1.4-1.4M18.4 5.6l1.4-1.4M4.2 19.8l1.4-1.4M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8";
const MOON = "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z";

/** What every page stands in: the menu, the state of the connection, and who is signed in. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 212, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="md"
      className={classes.shell}
    >
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
            <Link to="/" className={classes.brand} aria-label="Pulsecast">
              <img src="/pulsecast.svg" alt="" width={26} height={26} />
              <Text fw={700} visibleFrom="xs">
                Pulsecast
              </Text>
            </Link>
          </Group>
          <Group gap="sm" wrap="nowrap" miw={0}>
            <LivePill />
            <Button
              variant="default"
              size="compact-sm"
              onClick={spotlight.open}
              rightSection={<Kbd size="xs">⌘K</Kbd>}
              visibleFrom="sm"
            >
              Search
            </Button>
            <SchemeSwitch />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        {PLACES.map((place) => (
          <NavLink
            key={place.path}
            renderRoot={(props) => <Link to={place.path} {...props} />}
            label={place.name}
            leftSection={<Icon path={place.icon} />}
            active={place.path === "/" ? path === "/" : path.startsWith(place.path)}
            aria-current={path === place.path ? "page" : undefined}
            onClick={close}
            className={classes.place}
          />
        ))}
        <NavLink
          component="a"
          href="/graphql"
          label="GraphiQL"
          leftSection={<Icon path="m8 6-6 6 6 6M16 6l6 6-6 6" />}
          className={classes.place}
        />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
      <Commands />
    </AppShell>
  );
}

function SchemeSwitch() {
  const scheme = useComputedColorScheme();
  const { setColorScheme } = useMantineColorScheme();
  const next = scheme === "dark" ? "light" : "dark";
  return (
    <Tooltip label={`Show it ${next}`}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={`Use the ${next} colours`}
        onClick={() => setColorScheme(next)}
      >
        <Icon path={scheme === "dark" ? SUN : MOON} />
      </ActionIcon>
    </Tooltip>
  );
}
