// What was pasted: paths of files, or a range copied from a spreadsheet.
const SHEET = /\.(xlsx|xlsm|xls|ods|csv|txt|tsv)$/i;
const ROOTED = /^(\/|~\/|[a-z]:[\\/]|\\\\|file:\/\/)/i;

/** A path as people paste it: in quotes, or as the address of a file. */
export function pathOf(line: string): string {
  const bare = line.trim().replace(/^"(.*)"$/, "$1");
  return bare.startsWith("file://") ? decodeURIComponent(bare.slice(7)) : bare;
}

/** The paths in a pasted text, or null when it is something else. */
export function pathsIn(text: string): string[] | null {
  const lines = text.split(/\r?\n/).map(pathOf).filter(Boolean);
  return lines.length > 0 && lines.every((line) => ROOTED.test(line) && SHEET.test(line)) ? lines : null;
}

/** Whether a pasted text is a range of cells: a header and at least one row, or several columns. */
export function isRange(text: string): boolean {
  return /\S/.test(text) && (text.includes("\t") || text.trim().includes("\n"));
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

/** A path beside another one, named after it. */
export function beside(path: string, name: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut < 0 ? name : `${path.slice(0, cut + 1)}${name}`;
}
