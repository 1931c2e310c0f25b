import { Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { chordAfter } from "@/app/chords";
import { Icon } from "@/app/Icon";
import { PLACES } from "@/app/places";

/** The command palette, the keys that lead somewhere, and the list of keys. */
export function Commands() {
  const navigate = useNavigate();
  const [listed, { open, close }] = useDisclosure();

  useEffect(() => {
    const chord = chordAfter("g");
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target))
        return;
      if (event.key === "?") open();
      const place = PLACES.find((one) => one.key === chord(event.key, event.timeStamp));
      if (place) void navigate({ to: place.path });
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, open]);

  return (
    <>
      <Spotlight
        shortcut={["mod + K", "/"]}
        nothingFound="Nothing is called so"
        searchProps={{ placeholder: "Go to …", "aria-label": "Go to a page" }}
        actions={PLACES.map((place) => ({
          id: place.path,
          label: place.name,
          description: place.purpose,
          leftSection: <Icon path={place.icon} />,
          onClick: () => void navigate({ to: place.path }),
        }))}
      />
      <Modal opened={listed} onClose={close} title="Keys" size="sm">
        <Keys />
      </Modal>
    </>
  );
}

function Keys() {
  const rows: [string[], string][] = [
    [["⌘", "K"], "Search and go anywhere"],
    ...PLACES.map((place): [string[], string] => [["g", place.key], place.name]),
    [["j", "k"], "Next and previous row of a list"],
    [["Enter"], "Open the row"],
    [["?"], "This list"],
  ];
  return (
    <Table>
      <Table.Tbody>
        {rows.map(([keys, meaning]) => (
          <Table.Tr key={meaning}>
            <Table.Td w={110}>
              {keys.map((key) => (
                <Kbd key={key} mr={4}>
                  {key}
                </Kbd>
              ))}
            </Table.Td>
            <Table.Td>{meaning}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
