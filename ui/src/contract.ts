// What outlives one open import. Stands in for the generated types until the engine has them.
import type { Review, Said } from "./generated/bindings";

export type RecipeLine = { id: string; name: string; headers: number; at: string; used: number };
export type Undone = { importId: string; removed: number; sent: number };
export type ImportLine = {
  id: string;
  client: string;
  fileName: string;
  at: string;
  rows: number;
  orders: number;
  made: number;
  kept: number;
  state: string;
  canUndo: boolean;
  canResume: boolean;
};
export type KeptLine = {
  orderNo: string;
  client: string;
  importId: string;
  fileName: string;
  rule: string;
  says: Said;
  at: string;
  age: string;
};
export type Exported = { path: string; rows: number; cells: number };
export type Merged = {
  review: Review;
  changed: number;
  unknown: number;
  unknownRows: string[];
  unchanged: number;
  damaged: number;
  notes: Said[];
};
export type FailedFile = { name: string; code: string; says: Said; at: string };
export type WatchLine = {
  client: string;
  folder: string;
  declare: boolean;
  since: string;
  found: number;
  trouble: Said | null;
  failed: FailedFile[];
};
