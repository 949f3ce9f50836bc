// What outlives a click: choices that are remembered, and the place where we are.
import { useCallback, useEffect, useState } from "react";
import { type Place, stations } from "./parts/context";

/** The theme of the system, until another is chosen. */
export function preferred(): "light" | "dark" {
  return globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A choice that is still there at the next start. */
export function useRemembered<T extends string>(
  name: string,
  first: T,
  allowed: readonly T[],
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = localStorage.getItem(name);
    return allowed.find((a) => a === kept) ?? first;
  });
  const keep = useCallback(
    (next: T) => {
      localStorage.setItem(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, keep];
}

/** Where we are, kept in the address so that Back works. */
export function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const changed = () => setPlace(readPlace());
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const go = useCallback((next: Place) => {
    const { station, ...rest } = next;
    const query = new URLSearchParams(Object.entries(rest).filter(([, v]) => v !== undefined)).toString();
    location.hash = `#/${station}${query ? `?${query}` : ""}`;
    setPlace(next);
  }, []);
  return [place, go];
}

function readPlace(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const asked = new URLSearchParams(query);
  const station = stations.find((s) => s === path) ?? "today";
  const take = (name: string) => asked.get(name) ?? undefined;
  return { station, find: take("find"), tab: take("tab"), id: take("id") };
}
