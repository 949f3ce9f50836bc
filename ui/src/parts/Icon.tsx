// The icons of the desk: 16 px, 1.5 px stroke, current colour.

const drawn = {
  today: (
    <>
      <path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3" />
      <path d="M5.5 10l1.7 1.7L10.7 8.3" />
    </>
  ),
  orders: (
    <>
      <path d="M2.5 2.5h11v11h-11zM2.5 6h11M2.5 9.7h11M6.5 6v7.5" />
    </>
  ),
  decl: (
    <>
      <path d="M3.5 2.5h9v11h-9zM6 1.5h4v2H6zM5.7 7h4.6M5.7 9.5h4.6M5.7 12h2.6" />
    </>
  ),
  send: (
    <>
      <path d="M14 2L1.8 6.6l4.9 2.2L9 13.8z" />
      <path d="M14 2L6.7 8.8" />
    </>
  ),
  track: (
    <>
      <path d="M3 3.5h.01M3 8h.01M3 12.5h.01" />
      <path d="M6 3.5h7.5M6 8h7.5M6 12.5h4.5" />
      <circle cx="3" cy="3.5" r="1" />
      <circle cx="3" cy="8" r="1" />
      <circle cx="3" cy="12.5" r="1" />
    </>
  ),
  tax: (
    <>
      <path d="M3.5 1.8h9v12.4l-2.2-1.4-2.3 1.4-2.3-1.4-2.2 1.4z" />
      <path d="M6 5l2 2.4L10 5M8 7.4V11M6.2 8h3.6M6.2 9.6h3.6" />
    </>
  ),
  returns: (
    <>
      <path d="M5.5 3L2.5 6l3 3" />
      <path d="M2.5 6h7a4 4 0 010 8H6" />
    </>
  ),
  clients: (
    <>
      <path d="M2.5 13.5v-11h6v11M8.5 6h5v7.5M1.5 13.5h13M4.5 5h2M4.5 7.5h2M4.5 10h2M10.8 8.5h.9M10.8 11h.9" />
    </>
  ),
  keys: (
    <>
      <circle cx="5" cy="11" r="3" />
      <path d="M7.2 8.8L13.5 2.5M10.5 5.5l2 2M12.5 3.5l1.3 1.3" />
    </>
  ),
  log: (
    <>
      <path d="M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3" />
    </>
  ),
  set: (
    <>
      <path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" />
      <circle cx="10" cy="4.5" r="2" />
      <circle cx="6" cy="11.5" r="2" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5L14 14" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  check: (
    <>
      <path d="M3 8.5l3.2 3.2L13 5" />
    </>
  ),
  minus: (
    <>
      <path d="M4 8h8" />
    </>
  ),
  ok: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M5.2 8.3l2 2 3.6-4" />
    </>
  ),
  closed: (
    <>
      <path d="M1.8 8.5l3 3L11 5.2M7.8 11l.7.5 6-6.3" />
    </>
  ),
  stop: (
    <>
      <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z" />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2L14.6 13.5H1.4z" />
      <path d="M8 6.3v3.4M8 11.6v.1" />
    </>
  ),
  fixed: (
    <>
      <path d="M10.8 2.7l2.5 2.5-7.8 7.8-3.2.7.7-3.2z" />
      <path d="M9 4.5L11.5 7" />
    </>
  ),
  inspect: (
    <>
      <path d="M13.5 7V2.5h-11v11h5M5 5.5h6M5 8h2.5" />
      <circle cx="10.7" cy="10.7" r="2.4" />
      <path d="M12.5 12.5l2 2" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5" r="2.8" />
      <path d="M2.8 14c.4-3 2.4-4.6 5.2-4.6s4.8 1.6 5.2 4.6" />
    </>
  ),
  pause: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.4 5.8v4.4M9.6 5.8v4.4" />
    </>
  ),
  back: (
    <>
      <path d="M13.5 8h-11M6.5 4l-4 4 4 4" />
    </>
  ),
  fwd: (
    <>
      <path d="M2.5 8h11M9.5 4l4 4-4 4" />
    </>
  ),
  shipback: (
    <>
      <path d="M6 2.5L2.5 6 6 9.5M2.5 6H10a3.5 3.5 0 010 7H8" />
    </>
  ),
  lock: (
    <>
      <path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 015 0v2.5" />
    </>
  ),
  arrive: (
    <>
      <path d="M1.5 11.5h8v-8h-8zM9.5 6h2.8l2.2 2.6v2.9h-5" />
      <circle cx="4.2" cy="12" r="1.4" />
      <circle cx="11.6" cy="12" r="1.4" />
    </>
  ),
  off: (
    <>
      <path d="M2 2l12 12M4.6 6.2A3 3 0 004.5 12h7M7 4.2A3.6 3.6 0 0112 7.3 2.5 2.5 0 0113.6 11" />
    </>
  ),
  cloud: (
    <>
      <path d="M4.5 12.5a3 3 0 01-.3-6A4 4 0 0111.9 6a3.2 3.2 0 01-.2 6.5z" />
    </>
  ),
  link: (
    <>
      <path d="M2 6.5c3.5-3.4 8.5-3.4 12 0M4.3 9c2.2-2 5.2-2 7.4 0" />
      <circle cx="8" cy="11.8" r="1" />
    </>
  ),
  disk: (
    <>
      <path d="M2.5 2.5h9l2 2v9h-11zM5 2.5v3.5h5V2.5M4.8 13.5V9.5h6.4v4" />
    </>
  ),
  print: (
    <>
      <path d="M4.5 6V2h7v4M4.5 12H2.5V6h11v6h-2M4.5 10h7v4h-7z" />
    </>
  ),
  down: (
    <>
      <path d="M8 2.5v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11" />
    </>
  ),
  up: (
    <>
      <path d="M8 10.5v-8M4.5 6L8 2.5 11.5 6M2.5 13.5h11" />
    </>
  ),
  cols: (
    <>
      <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />
    </>
  ),
  dens: (
    <>
      <path d="M2.5 3.5h11M2.5 6.5h11M2.5 9.5h11M2.5 12.5h11" />
    </>
  ),
  redo: (
    <>
      <path d="M13 3v3.5H9.5" />
      <path d="M13 6.5A5.3 5.3 0 108 13.3c2 0 3.6-1 4.5-2.6" />
    </>
  ),
  filter: (
    <>
      <path d="M2 3h12L9.5 8.5V13l-3-1.5v-3z" />
    </>
  ),
  cd: (
    <>
      <path d="M4.5 6.5L8 10l3.5-3.5" />
    </>
  ),
  cr: (
    <>
      <path d="M6.5 4.5L10 8l-3.5 3.5" />
    </>
  ),
  more: (
    <>
      <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="13.75%" />
    </>
  ),
  x: (
    <>
      <path d="M4 4l8 8M12 4l-8 8" />
    </>
  ),
  copy: (
    <>
      <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
    </>
  ),
  code: (
    <>
      <path d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5" />
    </>
  ),
  usb: (
    <>
      <path d="M5 6h6v5.5a3 3 0 01-6 0zM6 6V2.5h4V6M7.5 4.2h.01M8.7 4.2h.01" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.4 1.6" />
    </>
  ),
  silent: (
    <>
      <circle cx="8" cy="8" r="6" strokeDasharray="2.3 2" />
      <path d="M8 4.8V8.2M8 10.8v.1" />
    </>
  ),
  moon: (
    <>
      <path d="M13 9.5A5.5 5.5 0 116.5 3 4.5 4.5 0 0013 9.5z" />
    </>
  ),
  shield: (
    <>
      <path d="M8 1.8l5.2 2v4c0 3-2.2 5.2-5.2 6.4C5 13 2.8 10.8 2.8 7.8v-4z" />
      <path d="M5.6 8l1.8 1.8L10.6 6.4" />
    </>
  ),
  folder: (
    <>
      <path d="M1.8 3.5h4.5l1.5 2h6.4v7.5H1.8z" />
    </>
  ),
  undo: (
    <>
      <path d="M5 2.8L2.2 5.6 5 8.4M2.2 5.6h7.3a4 4 0 010 8H7" />
    </>
  ),
  eye: (
    <>
      <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="2" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.3v3.7M8 5v.1" />
    </>
  ),
  draft: (
    <>
      <path d="M3.5 2h6l3 3v9h-9z" />
      <path d="M9.5 2v3h3" />
    </>
  ),
  sign: (
    <>
      <path d="M2 13.5h12M3 10.5c2.5-6 4.5-8 5.5-7.5 1.5 1-2.5 6-1.5 7 .8.8 2.5-2.5 3.5-2 .7.4 0 1.5.8 1.7.7.2 1.2-.4 1.7-.9" />
    </>
  ),
  flow: (
    <>
      <path d="M2 8h9M7.5 4.5L11 8l-3.5 3.5M13.5 3v10" />
    </>
  ),
  cmp: (
    <>
      <path d="M8 2v12M2.5 5h3M2.5 8h3M2.5 11h3M10.5 5h3M10.5 8h3M10.5 11h3" />
    </>
  ),
  inbox: (
    <>
      <path d="M2 9.5h3.5l1 2h3l1-2H14v4H2z" />
      <path d="M2 9.5L4 4M14 9.5L12 4M8 1.8v5.4M5.8 5.2L8 7.4l2.2-2.2" />
    </>
  ),
  todo: (
    <>
      <circle cx="8" cy="8" r="6" />
    </>
  ),
  play: (
    <>
      <path d="M4.5 3l8 5-8 5z" />
    </>
  ),
  book: (
    <>
      <path d="M8 4C6.5 2.8 4.5 2.5 2 2.8v9.7c2.5-.3 4.5 0 6 1.2 1.5-1.2 3.5-1.5 6-1.2V2.8c-2.5-.3-4.5 0-6 1.2zM8 4v9.7" />
    </>
  ),
} as const;

export type IconName = keyof typeof drawn;

/** An icon beside its word. It never carries a meaning alone, so it is hidden from readers of the screen. */
export function Icon({ name, small, className }: { name: IconName; small?: boolean; className?: string }) {
  return (
    <svg
      className={`i${small ? " s" : ""}${className ? ` ${className}` : ""}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {drawn[name]}
    </svg>
  );
}

/** The sign of the desk, as on the task bar. */
export function Sign() {
  return (
    <svg viewBox="0 0 512 512" aria-hidden="true">
      <rect width="512" height="512" rx="112" fill="#1D5BB8" />
      <path
        d="M104 208l112 104L408 96"
        fill="none"
        stroke="#fff"
        strokeWidth="14.06%"
        strokeLinejoin="miter"
      />
      <path d="M282 238l33-37M348 163.5l33-37" stroke="#9CC6FF" strokeWidth="14.06%" />
      <path d="M96 416h320" stroke="#9CC6FF" strokeWidth="12.5%" />
    </svg>
  );
}
