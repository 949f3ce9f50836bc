// Whether a key goes into a field; then it is not a command of the screen.
export function typing(event: KeyboardEvent | ClipboardEvent): boolean {
  const at = event.target;
  return (
    at instanceof HTMLInputElement ||
    at instanceof HTMLTextAreaElement ||
    (at instanceof HTMLElement && at.isContentEditable)
  );
}
