// The only place that speaks to the engine.
import { listen, TauriEvent } from "@tauri-apps/api/event";
import { commands, events } from "./generated/bindings";
import type { Desk, Trouble } from "./views";

/** An error that carries the engine's own code and sentences. */
export class DeskError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(`${trouble.code}: ${trouble.en}`);
    this.trouble = trouble;
  }
}

/** Whatever was thrown, as something that can be shown. */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof DeskError) return thrown.trouble;
  return {
    code: "page",
    zh: "这一步没有做完",
    en: "This step was not finished",
    helpZh: `数据没有改变。可再试一次；若仍如此，请把这行字发给技术支持：${String(thrown)}`,
    helpEn: `No data changed. Try again; if it stays, send this line to support: ${String(thrown)}`,
    retry: true,
  };
}

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: Trouble };

async function told<T>(answer: Promise<Answer<T>>): Promise<T> {
  const got = await answer;
  if (got.status === "error") throw new DeskError(got.error);
  return got.data;
}

/** Listening starts a moment after it was asked for; leaving off waits for that moment. */
function until(listening: Promise<() => void>): () => void {
  return () => void listening.then((stop) => stop());
}

const engine: Desk = {
  session: () => told(commands.session()),
  unlock: async (passphrase) => void (await told(commands.unlock(passphrase))),
  chooseClient: (id) => told(commands.chooseClient(id)),
  startPractice: () => told(commands.startPractice()),
  today: (client) => told(commands.today(client)),

  stop: async () => void (await told(commands.stopWork())),
  pickFiles: () => told(commands.pickFiles()),
  previewSheet: (id, sheet) => told(commands.previewSheet(id, sheet)),
  previewFile: (path, sheet, encoding) => told(commands.previewFile(path, sheet, encoding)),
  openFiles: (paths, client) => told(commands.openFiles(paths, client)),
  openPasted: (text, client) => told(commands.openPasted(text, client)),
  mapColumn: (id, index, field) => told(commands.mapColumn(id, index, field)),
  chooseHeader: (id, sheet, row) => told(commands.chooseHeader(id, sheet, row)),
  takeSheet: (id, sheet, used) => told(commands.useSheet(id, sheet, used)),
  chooseEncoding: (id, file, encoding) => told(commands.chooseEncoding(id, file, encoding)),
  addColumn: (id, sheet, field) => told(commands.addColumn(id, sheet, field)),
  saveRecipe: (id, name) => told(commands.saveRecipe(id, name)),
  recipes: (client) => told(commands.recipes(client)),
  renameRecipe: async (client, id, name) => void (await told(commands.renameRecipe(client, id, name))),
  dropRecipe: async (client, id) => void (await told(commands.dropRecipe(client, id))),
  mapping: (id) => told(commands.mapping(id)),
  undoMapping: (id) => told(commands.undoMapping(id)),
  redoMapping: (id) => told(commands.redoMapping(id)),
  review: (id) => told(commands.review(id)),
  reviewPage: (id, query) => told(commands.reviewPage(id, query)),
  edit: (id, edit) => told(commands.edit(id, edit)),
  holdBack: (id, what, held) => told(commands.holdBack(id, what, held)),
  previewEdit: (id, edit) => told(commands.previewEdit(id, edit)),
  undo: (id) => told(commands.undo(id)),
  redo: (id) => told(commands.redo(id)),
  keepFix: (id, name) => told(commands.keepFix(id, name)),
  fixes: (client) => told(commands.fixes(client)),
  applyFix: (id, fix) => told(commands.applyFix(id, fix)),
  renameFix: async (client, id, name) => void (await told(commands.renameFix(client, id, name))),
  dropFix: async (client, id) => void (await told(commands.dropFix(client, id))),
  exportRows: (id, path, query) => told(commands.exportRows(id, path, query)),
  exportBad: (id, path, all) => told(commands.exportBad(id, path, all)),
  mergeBack: (id, path) => told(commands.mergeBack(id, path)),
  declare: (id) => told(commands.declare(id)),
  undoImport: (id) => told(commands.undoImport(id)),
  redoImport: (id) => told(commands.redoImport(id)),
  imports: (client) => told(commands.imports(client)),
  resumeImport: (id) => told(commands.resumeImport(id)),
  discardImport: async (id) => void (await told(commands.discardImport(id))),
  kept: (client) => told(commands.kept(client)),
  watchFolder: (client, folder, how) => told(commands.watchFolder(client, folder, how)),
  watched: (clientId) => told(commands.watched(clientId)),
  stopWatching: async (client, folder) => void (await told(commands.stopWatching(client, folder))),

  declarations: (query) => told(commands.declarations(query)),
  declarationTabs: (query) => told(commands.declarationTabs(query)),
  chosen: (chosen) => told(commands.chosen(chosen)),
  declaration: (id, reveal) => told(commands.declaration(id, reveal)),
  xml: (id) => told(commands.xml(id)),

  sending: (client) => told(commands.sending(client)),
  signChosen: (client, keys, chosen) => told(commands.signChosen(client, keys, chosen)),
  signAndSend: (client, keys, ids) => told(commands.signAndSend(client, keys, ids)),
  keysToUnlock: (client, keys, ids) => told(commands.keysToUnlock(client, keys, ids)),
  keysToUnlockChosen: (client, keys, chosen) => told(commands.keysToUnlockChosen(client, keys, chosen)),
  goOnSigning: (batch, key) => told(commands.goOnSigning(batch, key)),
  stopBatch: async (batch) => void (await told(commands.stopBatch(batch))),
  takeBack: (client) => told(commands.takeBack(client)),

  keys: (client) => told(commands.keys(client)),
  keyDay: (key) => told(commands.keyDay(key)),
  examineKey: (key) => told(commands.examineKey(key)),
  trustFiles: () => told(commands.trustFiles()),
  setTrustFiles: (files) => told(commands.setTrustFiles(files)),
  tokenModules: () => told(commands.tokenModules()),
  tokens: (module) => told(commands.tokens(module)),
  lookForKey: (client, sought, pin) => told(commands.lookForKey(client, sought, pin)),
  registerKey: (client, sought, pin, choice) => told(commands.registerKey(client, sought, pin, choice)),
  addPracticeKey: (client) => told(commands.addPracticeKey(client)),
  renameKey: (key, name) => told(commands.renameKey(key, name)),
  chooseKey: (key) => told(commands.chooseKey(key)),
  replaceKey: (old, next) => told(commands.replaceKey(old, next)),
  keyWaits: (key) => told(commands.keyWaits(key)),
  removeKey: (key) => told(commands.removeKey(key)),
  unlockKey: (key, pin, keep) => told(commands.unlockKey(key, pin, keep)),
  forgetPin: (key) => told(commands.forgetPin(key)),
  pickKeyFile: (what) => told(commands.pickKeyFile(what)),
  board: (client) => told(commands.board(client)),

  bills: (client, find) => told(commands.bills(client, find)),
  billPdf: async (ids) => Uint8Array.from(await told(commands.billPdf(ids))),
  pickFolder: () => told(commands.pickFolder()),
  saveBills: (what) => told(commands.saveBills(what)),

  client: (id) => told(commands.client(id)),
  addClient: (like, profile) => told(commands.addClient(like, profile)),
  changeClient: (id, form) => told(commands.changeClient(id, form)),
  checkClient: (id, form) => told(commands.checkClient(id, form)),
  archiveClient: (id, archived) => told(commands.archiveClient(id, archived)),
  printing: (id) => told(commands.printing(id)),
  chooseForImport: (id, kind, label) => told(commands.chooseForImport(id, kind, label)),
  goods: (id, query) => told(commands.goods(id, query)),
  checkGoods: (id, typed) => told(commands.checkGoods(id, typed)),
  putGoods: (id, typed) => told(commands.putGoods(id, typed)),
  dropGoods: (id, ids) => told(commands.dropGoods(id, ids)),
  planGoods: (id, path) => told(commands.planGoods(id, path)),
  takeGoods: (id, path) => told(commands.takeGoods(id, path)),
  exportGoods: (id, path) => told(commands.exportGoods(id, path)),
  tariff: (query, most) => told(commands.tariff(query, most)),
  pickWorkbook: (name) => told(commands.pickWorkbook(name)),
  addKey: (id, path, password) => told(commands.addKey(id, path, password)),

  signIn: (person, pin) => told(commands.signIn(person, pin)),
  signOut: () => told(commands.signOut()),
  addPerson: (form, pin) => told(commands.addPerson(form, pin)),
  changePerson: (person, form) => told(commands.changePerson(person, form)),
  retirePerson: (person) => told(commands.retirePerson(person)),
  setPin: (person, old, next) => told(commands.setPin(person, old, next)),
  fourEyes: (id) => told(commands.fourEyes(id)),
  setFourEyes: (id, eyes) => told(commands.setFourEyes(id, eyes)),
  approve: (id, ids) => told(commands.approve(id, ids)),
  sendBack: (id, ids, reason) => told(commands.sendBack(id, ids, reason)),
  approveChosen: (chosen) => told(commands.approveChosen(chosen)),
  sendBackChosen: (chosen, reason) => told(commands.sendBackChosen(chosen, reason)),
  askReview: (ids) => told(commands.askReview(ids)),
  reviewOf: (id) => told(commands.reviewOf(id)),

  settings: () => told(commands.settings()),
  setService: (address) => told(commands.setService(address)),

  activity: (query) => told(commands.activity(query)),
  verifyActivity: () => told(commands.verifyActivity()),
  exportActivity: (path) => told(commands.exportActivity(path)),

  onChange: (listener) => until(events.changed.listen(() => listener())),
  onProgress: (listener) => until(events.progressed.listen((event) => listener(event.payload))),
  onDrop: (listener) => {
    const stops = [
      until(listen(TauriEvent.DRAG_ENTER, () => listener(null))),
      until(listen(TauriEvent.DRAG_LEAVE, () => listener([]))),
      until(listen<{ paths: string[] }>(TauriEvent.DRAG_DROP, (event) => listener(event.payload.paths))),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  },
};

/** The desk behind the screens: the engine in the window, or the invented one while the screens are worked on. */
export async function openDesk(): Promise<Desk> {
  if ("__TAURI_INTERNALS__" in globalThis) return engine;
  if (import.meta.env.DEV) {
    const { fakeDesk } = await import("./fake");
    return fakeDesk();
  }
  throw new DeskError({
    code: "no-window",
    zh: "没有找到通关台的引擎",
    en: "The engine of the desk was not found",
    helpZh: "请从桌面程序打开，不要用浏览器打开",
    helpEn: "Open it as the desktop program, not in a browser",
    retry: false,
  });
}
