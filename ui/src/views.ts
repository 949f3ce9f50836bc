// What the screens show. The types are the engine's own, generated from it; here stands what may be asked of it.
import type {
  Bills,
  Board,
  ClientDetail,
  DeclarationDetail,
  DeclarationPage,
  Declared,
  FilePreview,
  Fix,
  Mapping,
  Progress,
  Review,
  ReviewRow,
  SaveBills,
  Saved,
  Sending,
  Session,
  Today,
} from "./generated/bindings";

export type {
  BillLine,
  Bills,
  Board,
  BoardColumn,
  Card,
  ClientDetail,
  ClientLine,
  ColumnLine,
  Confidence,
  DeclarationDetail,
  DeclarationLine,
  DeclarationPage,
  Declared,
  Explanation,
  FieldChoice,
  FilePreview,
  FindingGroup,
  FindingLine,
  Fix,
  GoodsLine,
  KeyLine,
  Mapping,
  Mark,
  MissingField,
  OutboxLine,
  Progress,
  Review,
  ReviewCell,
  ReviewRow,
  Said,
  SaveBills,
  Saved,
  Sending,
  Session,
  TimelineEntry,
  Today,
  TodoLine,
  Trouble,
} from "./generated/bindings";

/** What stands in every document of a client, by element name. */
export type Profile = { [element: string]: string };

/** Which declarations to list; `limit` grows as the list is scrolled. */
export type ListQuery = { tab: string; find: string; clientId: string; limit: number };

/** Everything the screens may ask of the engine. The window and the invented desk both answer it. */
export interface Desk {
  session(): Promise<Session>;
  /** Opens the data with a passphrase, where there is no keyring. */
  unlock(passphrase: string): Promise<void>;
  chooseClient(clientId: string): Promise<Session>;
  startPractice(): Promise<Session>;
  today(clientId: string): Promise<Today>;

  /** Asks the long piece of work at hand to stop; everything is then as before. */
  stop(): Promise<void>;
  pickFiles(): Promise<string[]>;
  openFiles(paths: string[], clientId: string): Promise<Mapping>;
  /** The first rows of a file, at once; an empty sheet is the first with orders, an empty encoding is found out. */
  previewFile(path: string, sheet: string, encoding: string): Promise<FilePreview>;
  mapColumn(importId: string, index: number, field: string): Promise<Mapping>;
  review(importId: string): Promise<Review>;
  reviewRows(importId: string, rule: string): Promise<ReviewRow[]>;
  /** Changes cells; all of them are one step for undo. */
  fix(importId: string, fixes: Fix[]): Promise<Review>;
  undoFix(importId: string): Promise<Review>;
  declare(importId: string): Promise<Declared>;

  declarations(query: ListQuery): Promise<DeclarationPage>;
  declaration(id: string, reveal: boolean): Promise<DeclarationDetail>;
  xml(messageId: string): Promise<string>;

  /** Of one client; of all when it is empty, as for the board, the bills and the day. */
  sending(clientId: string): Promise<Sending>;
  signAndSend(clientId: string, keyId: string, ids: string[] | null): Promise<Sending>;

  board(clientId: string): Promise<Board>;

  bills(clientId: string, find: string): Promise<Bills>;
  billPdf(ids: string[]): Promise<Uint8Array>;
  pickFolder(): Promise<string>;
  saveBills(what: SaveBills): Promise<Saved>;

  client(id: string): Promise<ClientDetail>;
  saveClient(id: string, profile: Profile): Promise<ClientDetail>;
  addGoods(clientId: string, path: string): Promise<ClientDetail>;
  addKey(clientId: string, path: string, password: string): Promise<ClientDetail>;

  /** Calls back whenever something changed by itself: a receipt came, a message was sent. */
  onChange(listener: () => void): () => void;
  /** Calls back while a long piece of work runs. */
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Calls back with the paths of files dropped on the window; while they hover, with null. */
  onDrop(listener: (paths: string[] | null) => void): () => void;
}
