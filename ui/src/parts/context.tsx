// What every screen has at hand: the desk, the session, language, theme and the way to another station.
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import { troubleOf } from "../call";
import type { Key, Lang } from "../text";
import type { Desk, Said, Session, Trouble } from "../views";

export const stations = [
  "today",
  "orders",
  "declarations",
  "sending",
  "tracking",
  "bills",
  "clients",
  "keys",
  "log",
  "settings",
] as const;
export type Station = (typeof stations)[number];
export type Place = { station: Station; find?: string; tab?: string; id?: string };

export type Hand = {
  desk: Desk;
  session: Session;
  lang: Lang;
  dark: boolean;
  place: Place;
  /** A fixed sentence of the screens, with its values put in. */
  t: (key: Key, values?: Record<string, string | number>) => string;
  /** A word of a group, such as `key.ready`; a value without a word is shown as it is. */
  word: (group: string, value: string) => string;
  /** The engine's sentence in the chosen language. */
  say: (said: Said) => string;
  go: (place: Place) => void;
  setLang: (lang: Lang) => void;
  setDark: (dark: boolean) => void;
  refresh: () => void;
  /** Counts up whenever something changed by itself. */
  tick: number;
};

export const HandContext = createContext<Hand | null>(null);

/** Inside a grid: it is one stop for the Tab key, so what stands in its cells is none. */
export const InGrid = createContext(false);

/** The hand of the desk; only inside the shell. */
export function useHand(): Hand {
  const hand = useContext(HandContext);
  if (hand === null) throw new Error("a part was used outside the shell");
  return hand;
}

/** Loads a view and loads it again whenever the desk changed; the old value stays until the new one is there. */
export function useLoad<T>(load: () => Promise<T>, key: string) {
  const { tick } = useHand();
  const [value, setValue] = useState<T | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [again, setAgain] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key, the tick and a retry say when to load; the function is read fresh
  useEffect(() => {
    let live = true;
    latest.current().then(
      (next) => {
        if (!live) return;
        setValue(next);
        setTrouble(null);
      },
      (thrown) => live && setTrouble(troubleOf(thrown)),
    );
    return () => {
      live = false;
    };
  }, [key, tick, again]);
  const reload = useCallback(() => setAgain((n) => n + 1), []);
  return { value, trouble, reload, setValue };
}

/** Runs one act at a time and keeps what went wrong. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const act = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, trouble, act, clear: useCallback(() => setTrouble(null), []) };
}
