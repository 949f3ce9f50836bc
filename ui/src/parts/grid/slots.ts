// Which drawn row is which element: rows that stay keep theirs; after a long way the elements are used again.

/** The key of the element that draws each row. */
export type Slots = ReadonlyMap<number, number>;

/**
 * Keys for the rows to draw, in their order. Where none of the rows from before is drawn any more, save one that is held
 * (it has the focus), the elements from before are taken over in their order, so that nothing is made or moved.
 */
export function slotsFor(before: Slots, drawn: readonly number[], held: number, fresh: () => number): Slots {
  const slots = new Map<number, number>();
  const stays = drawn.some((index) => index !== held && before.has(index));
  const spare = stays ? [] : [...before].filter(([index]) => index !== held).map(([, slot]) => slot);
  let next = 0;
  for (const index of drawn) slots.set(index, before.get(index) ?? spare[next++] ?? fresh());
  return slots;
}
