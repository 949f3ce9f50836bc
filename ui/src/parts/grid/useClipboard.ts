// Copy and paste of blocks while the grid itself has the focus.
import { type RefObject, useEffect, useRef } from "react";

type Hand = { copy: () => Promise<string>; paste: (text: string) => void };

/**
 * WebKit asks `beforecopy` and `beforepaste` whether there is something to do where no text is selected; the answer is
 * to prevent the default. The events come to the document, wherever the selection stands.
 */
export function useClipboard(box: RefObject<HTMLElement | null>, hand: Hand) {
  const latest = useRef(hand);
  latest.current = hand;
  useEffect(() => {
    const ours = () => box.current !== null && document.activeElement === box.current;
    const before = (event: Event) => ours() && event.preventDefault();
    const copied = (event: Event) => {
      if (!ours()) return;
      event.preventDefault();
      void latest.current.copy().then((text) => navigator.clipboard?.writeText(text));
    };
    const pasted = (event: Event) => {
      if (!ours()) return;
      event.preventDefault();
      latest.current.paste((event as ClipboardEvent).clipboardData?.getData("text/plain") ?? "");
    };
    const on: [string, (event: Event) => void][] = [
      ["beforecopy", before],
      ["beforepaste", before],
      ["copy", copied],
      ["paste", pasted],
    ];
    for (const [name, listener] of on) document.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of on) document.removeEventListener(name, listener);
    };
  }, [box]);
}
