import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AudienceKind } from "@/features/audiences/operations";
import { KINDS, NAMED } from "@/features/audiences/words";

/** Choose what the tab is about: e-mail without a choice, or everything where there is that. */
export function KindPicker({ label, everything = false }: { label: string; everything?: boolean }) {
  const { about } = useSearch({ from: "/audiences" });
  const navigate = useNavigate({ from: "/audiences" });
  return (
    <SegmentedControl
      aria-label={label}
      style={{ alignSelf: "flex-start" }}
      value={about ?? (everything ? "" : "EMAIL")}
      onChange={(next) =>
        void navigate({
          search: (now) => ({ ...now, about: (next || undefined) as AudienceKind | undefined }),
          replace: true,
          resetScroll: false,
        })
      }
      data={[
        ...(everything ? [{ value: "", label: "All" }] : []),
        ...KINDS.map((value) => ({ value, label: NAMED[value].name })),
      ]}
    />
  );
}
