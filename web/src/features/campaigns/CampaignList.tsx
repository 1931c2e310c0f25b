import { Box, Button, Group } from "@mantine/core";
import { useMemo } from "react";
import { type UseQueryState, useQuery } from "urql";
import { CampaignTable } from "@/features/campaigns/CampaignTable";
import { NO_FILTER, OrderPicker } from "@/features/campaigns/Filters";
import { CampaignQualitiesDocument, type CampaignsQuery } from "@/features/campaigns/operations";
import type { RowMenuProps } from "@/features/campaigns/RowMenu";
import type { Campaign } from "@/features/campaigns/rows";
import {
  type CampaignsSearch,
  isFiltered,
  type ListVariables,
  PAGE_SIZE,
  refined,
} from "@/features/campaigns/search";
import { useRowKeys } from "@/features/campaigns/useRowKeys";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Props = {
  answer: UseQueryState<CampaignsQuery>;
  variables: ListVariables;
  search: CampaignsSearch;
  rows: readonly Campaign[];
  menu: Omit<RowMenuProps, "campaign">;
  onRetry: () => void;
  onGo: (search: CampaignsSearch) => void;
  /** None for those who may not. */
  onCreate: (() => void) | null;
};

/** The campaigns that were found, a page at a time. */
export function CampaignList({ answer, variables, search, rows, menu, onRetry, onGo, onCreate }: Props) {
  const keys: Record<string, () => void> = onCreate ? { n: onCreate } : {};
  const selected = useRowKeys(
    rows.map((row) => row.id),
    keys,
  );
  const qualities = useQualities(variables, Boolean(answer.data) && !answer.fetching);
  return (
    <Section
      title={countOf(answer.data?.campaigns.totalCount)}
      note={`j and k go through the rows, Enter opens one${onCreate ? ", n makes a new one" : ""}`}
      controls={<OrderPicker search={search} onRefine={(change) => onGo(refined(search, change))} />}
      minHeight={420}
    >
      <Answered answer={answer} onRetry={onRetry} rows={8} height={44}>
        {({ campaigns }) =>
          rows.length === 0 ? (
            <Nothing search={search} onGo={onGo} onCreate={onCreate} />
          ) : (
            <Box aria-busy={answer.fetching} opacity={answer.fetching ? 0.6 : 1}>
              <CampaignTable
                campaigns={rows}
                range={variables.range}
                selected={selected}
                menu={menu}
                qualities={qualities}
              />
              <Pager search={search} onGo={onGo} page={campaigns.pageInfo} />
            </Box>
          )
        }
      </Answered>
      {answer.error && (search.after || search.before) && (
        <Button variant="default" onClick={() => onGo(refined(search, {}))}>
          Go to the first page
        </Button>
      )}
    </Section>
  );
}

export type Qualities = ReadonlyMap<string, { verdict: string; lastDay: string | null }>;

/** Judging data takes longer than listing it, so it comes after the list. */
function useQualities({ range: _, ...asked }: ListVariables, listed: boolean): Qualities {
  const variables = { ...asked, ...(asked.before ? { last: PAGE_SIZE } : { first: PAGE_SIZE }) };
  const [{ data }] = useQuery({ query: CampaignQualitiesDocument, variables, pause: !listed });
  return useMemo(() => new Map(data?.campaigns.edges.map(({ node }) => [node.id, node.dataQuality])), [data]);
}

function countOf(total: number | undefined): string {
  if (total === undefined) return "Campaigns found";
  return total === 1 ? "1 campaign" : `${number(total)} campaigns`;
}

type PagerProps = {
  search: CampaignsSearch;
  page: CampaignsQuery["campaigns"]["pageInfo"];
  onGo: Props["onGo"];
};

function Pager({ search, page, onGo }: PagerProps) {
  if (!page.hasNextPage && !page.hasPreviousPage) return null;
  return (
    <Group component="nav" aria-label="Pages of the list" justify="flex-end" mt="sm" gap="xs">
      <Button
        variant="default"
        size="xs"
        disabled={!page.hasPreviousPage}
        onClick={() => onGo(refined(search, { before: page.startCursor ?? undefined }))}
      >
        Previous {PAGE_SIZE}
      </Button>
      <Button
        variant="default"
        size="xs"
        disabled={!page.hasNextPage}
        onClick={() => onGo(refined(search, { after: page.endCursor ?? undefined }))}
      >
        Next {PAGE_SIZE}
      </Button>
    </Group>
  );
}

type NothingProps = Pick<Props, "search" | "onGo" | "onCreate">;

function Nothing({ search, onGo, onCreate }: NothingProps) {
  if (isFiltered(search) || search.after || search.before) {
    return (
      <Empty
        title="No campaign is like that"
        hint="Search for less of the name, or drop a filter."
        action={
          <Button variant="default" onClick={() => onGo(refined(search, NO_FILTER))}>
            Show all campaigns
          </Button>
        }
      />
    );
  }
  return (
    <Empty
      title="There are no campaigns yet"
      hint={
        onCreate
          ? "Create one, then import what it brought each day. Forecasts follow from that."
          : "An owner, admin or analyst can create one."
      }
      action={onCreate && <Button onClick={onCreate}>New campaign</Button>}
    />
  );
}
