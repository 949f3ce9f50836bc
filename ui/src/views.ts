// What the screens show. The types are the engine's own, generated from it; here stands what may be asked of it.
import type {
  ActivityPage,
  ActivityQuery,
  BatchLine,
  Bills,
  Board,
  CertificateLine,
  ChoiceKind,
  Chosen,
  ChosenSummary,
  ClientDetail,
  ClientForm,
  DeclarationDetail,
  DeclarationPage,
  DeclarationQuery,
  DeclarationTabs,
  Declared,
  Edit,
  EditPreview,
  Exported,
  FilePreview,
  FixLine,
  FormCheck,
  FourEyes,
  GoodsForm,
  GoodsLine,
  GoodsPage,
  GoodsPlan,
  GoodsQuery,
  HoldBack,
  ImportLine,
  KeptLine,
  KeyChoice,
  KeyDay,
  KeyEntry,
  KeyReport,
  KeySought,
  KeyWaits,
  LogExported,
  LogState,
  Mapping,
  Merged,
  ModuleLine,
  PersonForm,
  PersonLine,
  Printing,
  Progress,
  RecipeLine,
  Review,
  Reviewed,
  ReviewPage,
  ReviewQuery,
  ReviewState,
  SaveBills,
  Saved,
  Sending,
  Session,
  Settings,
  TariffPage,
  Today,
  TokenLine,
  TrustFiles,
  Undone,
  WatchHow,
  WatchLine,
} from "./generated/bindings";

export type {
  ActivityLine,
  ActivityPage,
  ActivityQuery,
  BatchLine,
  BillLine,
  Bills,
  Board,
  BoardColumn,
  Card,
  CellEdit,
  CertificateLine,
  ChoiceKind,
  Chosen,
  ChosenSummary,
  ClientChoice,
  ClientDetail,
  ClientForm,
  ClientLine,
  CodeName,
  ColumnLine,
  DeclarationDetail,
  DeclarationLine,
  DeclarationPage,
  DeclarationQuery,
  DeclarationTabs,
  Declared,
  Edit,
  EditPreview,
  Explanation,
  Exported,
  FieldChoice,
  FieldNote,
  FilePreview,
  FindingGroup,
  FindingLine,
  FixLine,
  FormCheck,
  FourEyes,
  GoodsForm,
  GoodsLine,
  GoodsPage,
  GoodsPlan,
  GoodsQuery,
  HandedLine,
  HoldBack,
  ImportLine,
  KeptLine,
  KeyCheck,
  KeyChoice,
  KeyDay,
  KeyEntry,
  KeyEvent,
  KeyLine,
  KeyReport,
  KeySought,
  KeyWaits,
  LogExported,
  LogState,
  Mapping,
  Mark,
  Merged,
  MissingField,
  ModuleLine,
  Need,
  OutboxLine,
  PersonForm,
  PersonLine,
  Printing,
  Progress,
  RecipeLine,
  Review,
  ReviewCell,
  ReviewColumn,
  Reviewed,
  ReviewPage,
  ReviewQuery,
  ReviewRow,
  ReviewSheet,
  ReviewState,
  Said,
  SaveBills,
  Saved,
  Sending,
  Session,
  Settings,
  SheetLine,
  TariffLine,
  TariffPage,
  TimelineEntry,
  Today,
  TodoLine,
  TokenLine,
  ToSign,
  Trouble,
  TrustFiles,
  Undone,
  VerdictLine,
  WatchHow,
  WatchLine,
} from "./generated/bindings";

/** What stands in every document of a client, by element name. */
export type Profile = { [element: string]: string };

/** The key that signs for a client, by the client's id. */
export type KeysByClient = { [clientId: string]: string };

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
  /** The first rows of one sheet of a file, within a second also of a large one; nothing is imported yet. */
  previewSheet(importId: string, sheet: number): Promise<FilePreview>;
  previewFile(path: string, sheet: string, encoding: string): Promise<FilePreview>;
  openFiles(paths: string[], clientId: string): Promise<Mapping>;
  /** Opens a range that was copied from a spreadsheet, as a file that stands in the import itself. */
  openPasted(text: string, clientId: string): Promise<Mapping>;
  mapColumn(importId: string, index: number, field: string): Promise<Mapping>;
  chooseHeader(importId: string, sheet: number, headerRow: number): Promise<Mapping>;
  takeSheet(importId: string, sheet: number, used: boolean): Promise<Mapping>;
  chooseEncoding(importId: string, file: number, encoding: string): Promise<Mapping>;
  addColumn(importId: string, sheet: number, field: string): Promise<Mapping>;
  saveRecipe(importId: string, name: string): Promise<Mapping>;
  recipes(clientId: string): Promise<RecipeLine[]>;
  renameRecipe(clientId: string, id: string, name: string): Promise<void>;
  dropRecipe(clientId: string, id: string): Promise<void>;
  review(importId: string): Promise<Review>;
  reviewPage(importId: string, query: ReviewQuery): Promise<ReviewPage>;
  /** Changes cells; all of them are one step for undo. */
  edit(importId: string, edit: Edit): Promise<Review>;
  /** Holds orders back though nothing stops them, or takes them up again. */
  holdBack(importId: string, what: HoldBack, held: boolean): Promise<Review>;
  previewEdit(importId: string, edit: Edit): Promise<EditPreview>;
  /** Takes the last step back, be it of cells or of columns. */
  undo(importId: string): Promise<Review>;
  redo(importId: string): Promise<Review>;
  /** The same where the columns are shown. */
  undoMapping(importId: string): Promise<Mapping>;
  redoMapping(importId: string): Promise<Mapping>;
  mapping(importId: string): Promise<Mapping>;
  /** Keeps the last step by name, to be offered on the next file. */
  keepFix(importId: string, name: string): Promise<FixLine>;
  fixes(clientId: string): Promise<FixLine[]>;
  applyFix(importId: string, id: string): Promise<Review>;
  renameFix(clientId: string, id: string, name: string): Promise<void>;
  dropFix(clientId: string, id: string): Promise<void>;
  exportRows(importId: string, path: string, query: ReviewQuery): Promise<Exported>;
  exportBad(importId: string, path: string, all: boolean): Promise<Exported>;
  mergeBack(importId: string, path: string): Promise<Merged>;
  declare(importId: string): Promise<Declared>;
  undoImport(importId: string): Promise<Undone>;
  redoImport(importId: string): Promise<Declared>;
  imports(clientId: string): Promise<ImportLine[]>;
  resumeImport(importId: string): Promise<Mapping>;
  discardImport(importId: string): Promise<void>;
  /** Orders kept for later, the work list. */
  kept(clientId: string): Promise<KeptLine[]>;
  watchFolder(clientId: string, folder: string, how: WatchHow): Promise<WatchLine[]>;
  watched(clientId: string): Promise<WatchLine[]>;
  stopWatching(clientId: string, folder: string): Promise<void>;

  declarations(query: DeclarationQuery): Promise<DeclarationPage>;
  /** How many each tab holds under a query, and by which codes it may be filtered. */
  declarationTabs(query: DeclarationQuery): Promise<DeclarationTabs>;
  /** What may be done with a selection. */
  chosen(chosen: Chosen): Promise<ChosenSummary>;
  declaration(id: string, reveal: boolean): Promise<DeclarationDetail>;
  xml(messageId: string): Promise<string>;

  /** Of one client; of all when it is empty, as for the board, the bills and the day. */
  sending(clientId: string): Promise<Sending>;
  /** Signs and sends; `keys` names a key for each client that shall not sign with its own. */
  signAndSend(clientId: string, keys: KeysByClient, ids: string[] | null): Promise<Sending>;
  /** Keys that signing would need and that wait for their PIN. */
  keysToUnlock(clientId: string, keys: KeysByClient, ids: string[] | null): Promise<KeyEntry[]>;
  keysToUnlockChosen(clientId: string, keys: KeysByClient, chosen: Chosen): Promise<KeyEntry[]>;
  /** Goes on with a paused batch; the batch, when it was paused again. */
  goOnSigning(batchId: string, keyId: string): Promise<BatchLine | null>;
  stopBatch(batchId: string): Promise<void>;
  /** Takes back what another program has not signed yet; how many messages. */
  takeBack(clientId: string): Promise<number>;

  keys(clientId: string): Promise<KeyEntry[]>;
  keyDay(keyId: string): Promise<KeyDay>;
  examineKey(keyId: string): Promise<KeyReport[]>;
  trustFiles(): Promise<TrustFiles>;
  setTrustFiles(files: TrustFiles): Promise<TrustFiles>;
  tokenModules(): Promise<ModuleLine[]>;
  tokens(module: string): Promise<TokenLine[]>;
  /** Looks for a key before it is added; a PIN is tried once. */
  lookForKey(clientId: string, sought: KeySought, pin: string | null): Promise<CertificateLine[]>;
  registerKey(clientId: string, sought: KeySought, pin: string | null, choice: KeyChoice): Promise<KeyEntry>;
  addPracticeKey(clientId: string): Promise<KeyEntry>;
  renameKey(keyId: string, name: string): Promise<KeyEntry>;
  chooseKey(keyId: string): Promise<KeyEntry>;
  /** A new key takes over from an old one of its client; an empty one takes that back. */
  replaceKey(oldId: string, newId: string): Promise<KeyEntry>;
  keyWaits(keyId: string): Promise<KeyWaits>;
  removeKey(keyId: string): Promise<KeyEntry[]>;
  /** Takes a PIN or password and tries it once; in the keyring only if `keep`. */
  unlockKey(keyId: string, pin: string, keep: boolean): Promise<KeyEntry>;
  forgetPin(keyId: string): Promise<KeyEntry>;
  pickKeyFile(what: "container" | "certificate" | "list" | "module"): Promise<string>;
  /** Signs those of a selection that can be signed, and sends them. */
  signChosen(clientId: string, keys: KeysByClient, chosen: Chosen): Promise<Sending>;

  board(clientId: string): Promise<Board>;

  bills(clientId: string, find: string): Promise<Bills>;
  billPdf(ids: string[]): Promise<Uint8Array>;
  pickFolder(): Promise<string>;
  saveBills(what: SaveBills): Promise<Saved>;

  client(id: string): Promise<ClientDetail>;
  /** A new client that begins as `like` is; with an empty `like`, with nothing. */
  addClient(like: string, profile: Profile): Promise<ClientDetail>;
  changeClient(id: string, form: ClientForm): Promise<ClientDetail>;
  /** What is wrong in a form, by field; nothing is changed. */
  checkClient(id: string, form: ClientForm): Promise<FormCheck>;
  archiveClient(id: string, archived: boolean): Promise<ClientDetail>;
  /** How the bills of a client are printed where nothing else is said. */
  printing(id: string): Promise<Printing>;
  /** Another of the client's choices for one open import. */
  chooseForImport(importId: string, kind: ChoiceKind, label: string): Promise<Mapping>;

  goods(clientId: string, query: GoodsQuery): Promise<GoodsPage>;
  checkGoods(clientId: string, typed: GoodsForm): Promise<GoodsLine>;
  /** Adds articles without an id and changes the others, all or none. */
  putGoods(clientId: string, typed: GoodsForm[]): Promise<GoodsLine[]>;
  /** Gives back what it took out, so that `putGoods` undoes it. */
  dropGoods(clientId: string, ids: string[]): Promise<GoodsForm[]>;
  /** What a sheet would do to the goods book. */
  planGoods(clientId: string, path: string): Promise<GoodsPlan>;
  takeGoods(clientId: string, path: string): Promise<GoodsPlan>;
  exportGoods(clientId: string, path: string): Promise<number>;
  /** Searches the tariff by code or words. */
  tariff(query: string, most: number): Promise<TariffPage>;
  pickWorkbook(name: string): Promise<string>;
  addKey(clientId: string, path: string, password: string): Promise<ClientDetail>;

  /** A person begins to work; an empty PIN is none. */
  signIn(person: string, pin: string): Promise<Session>;
  signOut(): Promise<Session>;
  addPerson(form: PersonForm, pin: string): Promise<PersonLine[]>;
  changePerson(person: string, form: PersonForm): Promise<PersonLine[]>;
  retirePerson(person: string): Promise<PersonLine[]>;
  setPin(person: string, old: string, next: string): Promise<PersonLine[]>;
  fourEyes(clientId: string): Promise<FourEyes>;
  setFourEyes(clientId: string, eyes: FourEyes): Promise<FourEyes>;
  /** The named declarations, or all of the client that wait. */
  approve(clientId: string, ids: string[]): Promise<Reviewed>;
  /** With a client named, a declaration of another one is refused. */
  sendBack(clientId: string, ids: string[], reason: string): Promise<Reviewed>;
  /** Those of the selected that wait for it. */
  approveChosen(chosen: Chosen): Promise<Reviewed>;
  sendBackChosen(chosen: Chosen, reason: string): Promise<Reviewed>;
  askReview(ids: string[]): Promise<Reviewed>;
  reviewOf(id: string): Promise<ReviewState>;

  settings(): Promise<Settings>;
  setService(address: string): Promise<Settings>;

  activity(query: ActivityQuery): Promise<ActivityPage>;
  /** Follows the whole log from its first entry to its sealed end. */
  verifyActivity(): Promise<LogState>;
  exportActivity(path: string): Promise<LogExported>;

  /** Calls back whenever something changed by itself: a receipt came, a message was sent. */
  onChange(listener: () => void): () => void;
  /** Calls back while a long piece of work runs. */
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Calls back with the paths of files dropped on the window; while they hover, with null. */
  onDrop(listener: (paths: string[] | null) => void): () => void;
}
