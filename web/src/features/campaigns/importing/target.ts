import { useQuery } from "urql";
import { CampaignToImportDocument, type CampaignToImportQuery } from "@/features/campaigns/operations";

/** A campaign that metrics are imported into. */
export type Target = NonNullable<CampaignToImportQuery["campaign"]>;

/** Return the campaign of an id, none while it is not known; and whether there is none. */
export function useTarget(id: string | null): { target: Target | null; missing: boolean } {
  const [{ data, fetching }] = useQuery({
    query: CampaignToImportDocument,
    variables: { id: id ?? "" },
    pause: id === null,
  });
  const found = data?.campaign ?? null;
  return {
    target: id !== null && found?.id === id ? found : null,
    missing: id !== null && !fetching && data !== undefined && found === null,
  };
}
