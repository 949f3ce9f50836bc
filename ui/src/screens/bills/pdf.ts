// PDF bytes to pictures of their pages.
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist";
import worker from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

/** One canvas a page, `width` CSS pixels wide, drawn twice as large so that small print stays readable. */
export async function draw(bytes: Uint8Array, width: number): Promise<HTMLCanvasElement[]> {
  const task = getDocument({ data: bytes.slice(), isEvalSupported: false });
  const file = await task.promise;
  const drawn: HTMLCanvasElement[] = [];
  for (let n = 1; n <= file.numPages; n += 1) {
    const page = await file.getPage(n);
    const plain = page.getViewport({ scale: 1 });
    const shown = Math.max(240, Math.min(width, 900));
    const viewport = page.getViewport({
      scale: (shown / plain.width) * Math.max(2, globalThis.devicePixelRatio),
    });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.style.width = `${shown}px`;
    await page.render({ canvas, viewport }).promise;
    drawn.push(canvas);
  }
  await task.destroy();
  return drawn;
}
