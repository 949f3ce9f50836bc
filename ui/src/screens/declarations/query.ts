// What the list of declarations is asked: the fields of its filter, and whether what was typed can be meant.
import type { DeclarationQuery } from "../../views";

export type Filter = {
  find: string;
  dayFrom: string;
  dayTo: string;
  customs: string;
  mode: string;
  valueFrom: string;
  valueTo: string;
  importId: string;
};

export const NO_FILTER: Filter = {
  find: "",
  dayFrom: "",
  dayTo: "",
  customs: "",
  mode: "",
  valueFrom: "",
  valueTo: "",
  importId: "",
};

export const isFiltered = (filter: Filter) => Object.values(filter).some((value) => value !== "");

/** A day as it is typed, `20261124`, `2026/11/24` or `2026-11-24`, in the last of these ways; null when it is none. */
export function day(text: string): string | null {
  if (text.trim() === "") return "";
  const found = /^\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?\s*$/.exec(text);
  if (!found) return null;
  const [year, month, date] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const at = new Date(Date.UTC(year, month - 1, date));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return null;
  return at.toISOString().slice(0, 10);
}

/** An amount as it is typed, with or without thousands and sign; null when it is none. */
export function amount(text: string): string | null {
  const plain = text.replace(/[\s,，¥￥]/g, "");
  return plain === "" || /^\d{1,12}(\.\d{1,5})?$/.test(plain) ? plain : null;
}

/** The typed fields that cannot be meant. */
export function wrong(filter: Filter): (keyof Filter)[] {
  const days = (["dayFrom", "dayTo"] as const).filter((key) => day(filter[key]) === null);
  const amounts = (["valueFrom", "valueTo"] as const).filter((key) => amount(filter[key]) === null);
  return [...days, ...amounts];
}

/** The filter as the engine is asked. */
export function asked(filter: Filter): Partial<DeclarationQuery> {
  return {
    ...filter,
    find: filter.find.trim(),
    dayFrom: day(filter.dayFrom) ?? "",
    dayTo: day(filter.dayTo) ?? "",
    valueFrom: amount(filter.valueFrom) ?? "",
    valueTo: amount(filter.valueTo) ?? "",
  };
}
