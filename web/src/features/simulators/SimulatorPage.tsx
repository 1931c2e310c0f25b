import { Group, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo, useCallback } from "react";
import { useQuery } from "urql";
import { faultOf } from "@/api/faults";
import { CauseStrip } from "@/features/simulators/CauseStrip";
import { Counterfactual } from "@/features/simulators/Counterfactual";
import { useCalm } from "@/features/simulators/calm";
import { EventForm } from "@/features/simulators/EventForm";
import { History } from "@/features/simulators/History";
import { Journal } from "@/features/simulators/Journal";
import { ModifierForm } from "@/features/simulators/ModifierForm";
import type { Catalogue, State } from "@/features/simulators/model";
import { NoSimulator } from "@/features/simulators/NoSimulator";
import { SimulatorCatalogueDocument } from "@/features/simulators/operations";
import { ResetButton } from "@/features/simulators/ResetButton";
import { Scenarios } from "@/features/simulators/Scenarios";
import { Sequence } from "@/features/simulators/Sequence";
import { StatePanel } from "@/features/simulators/StatePanel";
import type { SimulatorSearch, Tab } from "@/features/simulators/search";
import { useJournal } from "@/features/simulators/useJournal";
import { useSimulator } from "@/features/simulators/useSimulator";
import { useMay } from "@/features/workspaces/Session";
import { Page } from "@/kit/Page";
import { Answered, Empty, Failure, Loading } from "@/kit/states";

/** The simulated marketplace: what acts on it, what that does, and the means to change it. */
export function SimulatorPage() {
  const { watched, refresh } = useSimulator();
  const may = useMay("ADMIN");
  return (
    <Page
      title="Simulator"
      note="A marketplace that never sleeps. Change what happens to it and watch what follows."
      controls={watched.kind === "there" && may && <ResetButton state={watched.state} />}
    >
      {watched.kind === "asking" && <Skeleton height={240} radius="md" role="status" aria-label="Loading" />}
      {watched.kind === "starting" && (
        <Empty
          title="The simulator is starting"
          hint="This takes some seconds. The page goes on by itself."
        />
      )}
      {watched.kind === "none" && <NoSimulator onEnabled={refresh} />}
      {watched.kind === "failed" && <Failure fault={faultOf(watched.error)} onRetry={refresh} />}
      {watched.kind === "there" && <There state={watched.state} may={may} />}
    </Page>
  );
}

const NAMES: Record<Tab, string> = {
  scenarios: "Scenarios",
  sequence: "Sequence",
  event: "Inject an event",
  stream: "Modify a stream",
  history: "History",
  journal: "Journal",
};

/** Tabs of those who may command; the others have nothing to fill in. */
const COMMANDING: readonly Tab[] = ["sequence", "event", "stream"];

function There({ state, may }: { state: State; may: boolean }) {
  const [answer, again] = useQuery({ query: SimulatorCatalogueDocument });
  const retry = useCallback(() => again({ requestPolicy: "network-only" }), [again]);
  return (
    <Stack gap="md">
      <StatePanel
        state={state}
        may={may}
        streams={answer.data?.simulator?.streams ?? []}
        scenarios={answer.data?.simulator?.scenarios ?? []}
      />
      <Answered answer={answer} onRetry={retry} rows={6} height={48}>
        {({ simulator }) =>
          simulator ? (
            <Desk state={state} may={may} catalogue={simulator} onChanged={retry} />
          ) : (
            <Loading rows={2} />
          )
        }
      </Answered>
    </Stack>
  );
}

const Strip = memo(CauseStrip);
const Cards = memo(Scenarios);
const Steps = memo(Sequence);
const Injecting = memo(EventForm);
const Modifying = memo(ModifierForm);
const Past = memo(History);
const Deeds = memo(Journal);
const Effect = memo(Counterfactual);

type DeskProps = { state: State; may: boolean; catalogue: Catalogue; onChanged: () => void };

function Desk({ state: live, may, catalogue, onChanged }: DeskProps) {
  const state = useCalm(live);
  const search = useSearch({ from: "/simulator" });
  const navigate = useNavigate({ from: "/simulator" });
  const journal = useJournal(state);
  const turn = useCallback(
    (change: SimulatorSearch) =>
      void navigate({ search: (now) => ({ ...now, ...change }), resetScroll: false, replace: true }),
    [navigate],
  );
  const show = useCallback((command: number) => turn({ command }), [turn]);
  const { newest } = journal;
  const injected = useCallback(() => newest("INJECT").then(show), [newest, show]);
  const modified = useCallback(() => newest("MODIFY").then(show), [newest, show]);
  const choose = useCallback((category: string | undefined) => turn({ category }), [turn]);
  const hide = useCallback(() => turn({ command: undefined }), [turn]);
  const tabs = (Object.keys(NAMES) as Tab[]).filter((tab) => may || !COMMANDING.includes(tab));
  const tab = search.tab && tabs.includes(search.tab) ? search.tab : "scenarios";

  return (
    <>
      <Strip
        state={state}
        catalogue={catalogue}
        commands={journal.commands}
        search={search}
        onSearch={turn}
      />
      <Tabs value={tab} onChange={(next) => turn({ tab: next as Tab })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {NAMES[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="scenarios">
          <Cards
            state={state}
            catalogue={catalogue}
            may={may}
            category={search.category}
            onCategory={choose}
            onChanged={onChanged}
          />
        </Tabs.Panel>
        <Tabs.Panel value="sequence">
          <Steps state={state} scenarios={catalogue.scenarios} />
        </Tabs.Panel>
        <Tabs.Panel value="event">
          <Injecting catalogue={catalogue} onDone={injected} />
        </Tabs.Panel>
        <Tabs.Panel value="stream">
          <Modifying catalogue={catalogue} onDone={modified} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Past state={state} catalogue={catalogue} journal={journal} may={may} onShow={show} />
        </Tabs.Panel>
        <Tabs.Panel value="journal">
          <Deeds journal={journal} scenarios={catalogue.scenarios} onShow={show} />
        </Tabs.Panel>
      </Tabs>
      {!may && (
        <Group>
          <Text size="sm" c="dimmed">
            You may watch everything here. Commands to the simulator take an owner or admin.
          </Text>
        </Group>
      )}
      <Effect
        command={journal.commands.find(({ number }) => number === search.command)}
        state={state}
        catalogue={catalogue}
        onClose={hide}
      />
    </>
  );
}
