// What the tests of the parts share: a desk in hand, with invented data and in English.
import type { ReactNode } from "react";
import { beforeAll } from "vitest";
import { fakeDesk } from "../fake";
import { sentence, word } from "../text";
import type { Session } from "../views";
import { type Hand, HandContext } from "./context";

let session: Session;

/** Opens the desk before the tests of a file. */
export function withDesk() {
  beforeAll(async () => {
    session = await fakeDesk(true).session();
  });
}

/** Draws parts as a screen would. */
export function inHand(children: ReactNode) {
  const hand: Hand = {
    desk: fakeDesk(true),
    session,
    lang: "en",
    dark: false,
    place: { station: "today" },
    t: (key, values) => sentence("en", key, values),
    word: (group, value) => word("en", group, value),
    say: (said) => said.en,
    go: () => undefined,
    setLang: () => undefined,
    setDark: () => undefined,
    refresh: () => undefined,
    tick: 0,
  };
  return <HandContext.Provider value={hand}>{children}</HandContext.Provider>;
}
