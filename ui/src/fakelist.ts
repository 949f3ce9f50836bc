// The invented list of declarations filtered and sorted as the store does it.
import type { DeclarationLine, DeclarationQuery } from "./views";

/** The lines that a query means, whichever tab it names. */
export function matching(all: DeclarationLine[], query: DeclarationQuery): DeclarationLine[] {
  const {
    find = "",
    customs = "",
    mode = "",
    valueFrom = "",
    valueTo = "",
    dayFrom = "",
    dayTo = "",
  } = query;
  return all.filter(
    (d) =>
      `${d.orderNo} ${d.waybillNo} ${d.inventoryNo}`.toLowerCase().includes(find.toLowerCase()) &&
      (customs === "" || d.customs === customs) &&
      (mode === "" || d.mode === mode) &&
      (valueFrom === "" || Number(d.value) >= Number(valueFrom)) &&
      (valueTo === "" || Number(d.value) <= Number(valueTo)) &&
      (dayFrom === "" || d.updated.slice(0, 10) >= dayFrom) &&
      (dayTo === "" || d.updated.slice(0, 10) <= dayTo),
  );
}

const by: Record<string, (d: DeclarationLine) => string | number> = {
  state: (d) => d.state,
  order: (d) => d.orderNo,
  waybill: (d) => d.waybillNo,
  inventory: (d) => d.inventoryNo,
  buyer: (d) => d.buyer,
  goods: (d) => d.goods,
  lines: (d) => d.lines,
  value: (d) => Number(d.value),
  tax: (d) => Number(d.tax),
  customs: (d) => d.customs,
  mode: (d) => d.mode,
  updated: (d) => d.updated,
};

/** The lines in the order of a query. */
export function inOrder(lines: DeclarationLine[], query: DeclarationQuery): DeclarationLine[] {
  const of = by[query.sort || "updated"] ?? ((d: DeclarationLine) => d.updated);
  const way = query.descending === false && query.sort ? 1 : -1;
  return [...lines].sort((a, b) => (of(a) < of(b) ? -way : of(a) > of(b) ? way : 0));
}
