// What an edit would do, asked for a moment after the last key.
import { useEffect, useState } from "react";
import { useHand } from "../../parts/context";
import type { Edit, EditPreview } from "../../views";

const REST = 180;

export function usePreview(importId: string, edit: Edit | null, version: unknown): EditPreview | null {
  const { desk } = useHand();
  const [preview, setPreview] = useState<EditPreview | null>(null);
  const key = edit === null ? "" : JSON.stringify(edit);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the edit; another state of the import asks anew
  useEffect(() => {
    if (edit === null) {
      setPreview(null);
      return;
    }
    let live = true;
    const timer = setTimeout(() => {
      desk.previewEdit(importId, edit).then(
        (got) => live && setPreview(got),
        () => live && setPreview(null),
      );
    }, REST);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [desk, importId, key, version]);
  return preview;
}
