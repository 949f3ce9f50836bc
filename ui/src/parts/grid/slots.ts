// Which drawn row is which element: rows that stay keep theirs; after a long way the elements are used again.

/** The key of the element that draws each row. */
export type Slots = ReadonlyMap<number, number>;

/**
 * Keys for the rows to draw, in their order. Where most of the rows from before are not drawn any more, the elements from
 * before are taken over in their order, so that nothing is made or moved: to write other words into a row is cheaper than
 * to make one. The row that is held (it has the focus) keeps its own.
 */
export function slotsFor(before: Slots, drawn: readonly number[], held: number, fresh: () => number): Slots {
  const slots = new Map<number, number>();
  const stay = drawn.filter((index) => before.has(index)).length;
  if (stay * 2 > drawn.length) {
    for (const index of drawn) slots.set(index, before.get(index) ?? fresh());
    return slots;
  }
  const own = before.get(held);
  const spare = [...before.values()].filter((slot) => slot !== own);
  let next = 0;
  for (const index of drawn)
    slots.set(index, index === held && own !== undefined ? own : (spare[next++] ?? fresh()));
  return slots;
}
