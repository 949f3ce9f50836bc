// What the screens show: plain values as the engine gives them. Money and times are finished strings.

/** A sentence in both languages; the screen picks one. */
export type Said = { zh: string; en: string };

/** What went wrong, as the engine tells it. */
export type Trouble = {
  code: string;
  zh: string;
  en: string;
  helpZh: string;
  helpEn: string;
  retry: boolean;
};

export type Mark = "stops" | "warns" | "hints";
export type Confidence = "sure" | "likely" | "ask" | "none";

export type ClientLine = { id: string; name: string; code: string; practice: boolean };

export type Session = {
  version: string;
  /** Nothing has been imported yet: the first screen offers the practice client. */
  firstRun: boolean;
  /** The chosen client; empty when there is none yet. */
  clientId: string;
  clients: ClientLine[];
  key: "ready" | "practice" | "none";
  service: "online" | "sandbox" | "offline";
  serviceSince: string;
  lastReceipt: string;
  /** The invented workbook that comes with the desk; empty when it is not there. */
  samplePath: string;
  counts: { kept: number; declarations: number; toSend: number; needsYou: number; bills: number };
};

// ---- Today ----

export type TodoLine = {
  kind: "rejected" | "inspection" | "silent" | "kept" | "failed";
  count: number;
  says: Said;
  oldest: string;
};
export type JustNow = { at: string; state: string; orderNo: string; says: Said };
export type Today = {
  date: string;
  orders: number;
  declarations: number;
  signed: number;
  sent: number;
  received: number;
  released: number;
  bills: number;
  taxTotal: string;
  todo: TodoLine[];
  justNow: JustNow[];
};

// ---- Orders ----

export type ColumnLine = {
  index: number;
  header: string;
  samples: string[];
  /** Element name of the target field, or empty when the column is not used. */
  field: string;
  confidence: Confidence;
  effect: Said | null;
};
export type FieldChoice = {
  field: string;
  name: Said;
  required: boolean;
  document: "order" | "payment" | "waybill" | "declaration" | "goods";
};
export type MissingField = {
  field: string;
  name: Said;
  /** Filled from the client's profile with this value; empty when nothing fills it. */
  fromClient: string;
};
export type Mapping = {
  importId: string;
  fileName: string;
  sheet: string;
  headerRow: number;
  encoding: string;
  layout: Said | null;
  rows: number;
  orders: number;
  columns: ColumnLine[];
  fields: FieldChoice[];
  missing: MissingField[];
};

export type FindingGroup = { rule: string; mark: Mark; says: Said; help: Said; basis: string; count: number };
export type ReviewCell = {
  header: string;
  /** The cell's own name, such as C12; empty when the value does not come from a cell. */
  cell: string;
  value: string;
  mark: Mark | "fixed" | null;
  note: Said | null;
};
export type ReviewRow = { key: string; row: number; orderNo: string; cells: ReviewCell[] };
export type Review = {
  importId: string;
  canUndo: boolean;
  rows: number;
  orders: number;
  goodOrders: number;
  keptOrders: number;
  changed: number;
  groups: FindingGroup[];
};
export type Fix = { row: string; cell: string; header: string; value: string };
export type Declared = { made: number; kept: number };

// ---- Declarations ----

export type DeclarationLine = {
  id: string;
  orderNo: string;
  waybillNo: string;
  inventoryNo: string;
  /** draft, to-sign, waiting, sending, received, silent, failed, or a code of customs. */
  state: string;
  needsYou: boolean;
  buyer: string;
  goods: string;
  lines: number;
  value: string;
  tax: string;
  customs: string;
  mode: string;
  updated: string;
};
export type Tab = { key: string; count: number };
export type DeclarationQuery = { tab: string; find: string; clientId: string };
export type DeclarationPage = { tabs: Tab[]; total: number; lines: DeclarationLine[] };
export type FieldValue = { element: string; name: Said; value: string; masked: boolean };
export type FieldSection = { title: Said; fields: FieldValue[] };
export type FindingLine = {
  rule: string;
  mark: Mark;
  at: string;
  says: Said;
  help: Said;
};
export type TaxLine = {
  gnum: number;
  gcode: string;
  goods: string;
  base: string;
  duty: string;
  consumption: string;
  vat: string;
};
export type TimelineEntry = {
  at: string;
  state: string;
  code: string;
  title: Said;
  detail: Said;
  raw: string;
  /** The message or receipt behind it, to open its XML; empty when there is none. */
  messageId: string;
  /** Came after the state was already final, so it changed nothing. */
  late: boolean;
};
export type Explanation = { code: string; title: Said; cause: Said; fields: string[]; remedy: Said };
export type DeclarationDetail = {
  line: DeclarationLine;
  phone: string;
  idNumber: string;
  sections: FieldSection[];
  findings: FindingLine[];
  tax: TaxLine[];
  taxTotal: string;
  explanation: Explanation | null;
  timeline: TimelineEntry[];
};

// ---- Sending ----

export type KeyLine = {
  id: string;
  name: string;
  owner: string;
  algorithm: string;
  serial: string;
  notAfter: string;
  usable: boolean;
  practice: boolean;
  says: Said;
};
export type ToSign = { clientId: string; client: string; count: number };
export type OutboxLine = {
  id: string;
  kind: string;
  name: Said;
  batch: string;
  records: number;
  state: string;
  attempts: number;
  next: string;
  guid: string;
  at: string;
};
export type Sending = {
  ready: number;
  signed: number;
  total: number;
  toSign: ToSign[];
  keys: KeyLine[];
  outbox: OutboxLine[];
  silent: number;
  silentSince: string;
};
export type Progress = { done: number; total: number; what: Said };

// ---- Tracking ----

export type Card = { id: string; orderNo: string; note: string; age: string };
export type BoardColumn = { state: string; count: number; oldest: string; cards: Card[] };
export type Board = { sent: number; columns: BoardColumn[] };

// ---- Tax bills ----

export type BillLine = {
  id: string;
  billNo: string;
  inventoryNo: string;
  orderNo: string;
  dutiable: string;
  duty: string;
  vat: string;
  consumption: string;
  tax: string;
  /** 1 made, 2 summed, 3 void */
  state: string;
  issued: string;
  printed: boolean;
};
export type Bills = { lines: BillLine[]; total: string };
export type SaveBills = { ids: string[]; folder: string; single: boolean; index: boolean; pattern: string };
export type Saved = { files: string[]; folder: string };

// ---- Clients ----

export type Profile = Record<string, string>;
export type GoodsLine = {
  itemNo: string;
  name: string;
  model: string;
  hsCode: string;
  origin: string;
  unit: string;
  unit1: string;
  unit2: string;
  netWeight: string;
};
export type ClientDetail = {
  id: string;
  name: string;
  practice: boolean;
  profile: Profile;
  goods: GoodsLine[];
  keys: KeyLine[];
};

/** Everything the screens may ask of the engine. The window and the invented desk both answer it. */
export interface Desk {
  session(): Promise<Session>;
  chooseClient(clientId: string): Promise<Session>;
  startPractice(): Promise<Session>;
  today(): Promise<Today>;

  pickFiles(): Promise<string[]>;
  openFiles(paths: string[], clientId: string): Promise<Mapping>;
  mapColumn(importId: string, index: number, field: string): Promise<Mapping>;
  review(importId: string): Promise<Review>;
  reviewRows(importId: string, rule: string): Promise<ReviewRow[]>;
  /** Changes cells; all of them are one step for undo. */
  fix(importId: string, fixes: Fix[]): Promise<Review>;
  undoFix(importId: string): Promise<Review>;
  declare(importId: string): Promise<Declared>;

  declarations(query: DeclarationQuery): Promise<DeclarationPage>;
  declaration(id: string, reveal: boolean): Promise<DeclarationDetail>;
  xml(messageId: string): Promise<string>;

  sending(): Promise<Sending>;
  signAndSend(keyId: string, ids: string[] | null): Promise<Sending>;

  board(): Promise<Board>;

  bills(find: string): Promise<Bills>;
  billPdf(ids: string[]): Promise<Uint8Array>;
  pickFolder(): Promise<string>;
  saveBills(what: SaveBills): Promise<Saved>;

  client(id: string): Promise<ClientDetail>;
  saveClient(id: string, profile: Profile): Promise<ClientDetail>;
  addKey(clientId: string, path: string, password: string): Promise<ClientDetail>;

  /** Calls back whenever something changed by itself: a receipt came, a message was sent. */
  onChange(listener: () => void): () => void;
  /** Calls back while a long piece of work runs. */
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Calls back with the paths of files dropped on the window; while they hover, with null. */
  onDrop(listener: (paths: string[] | null) => void): () => void;
}
